// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.profile;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/**
 * A flight recording of this process, with the JDK's {@code profile} settings and Pelton's events.
 *
 * <p>If the process ends before {@link #finish}, the file is written all the same, unless it is killed.
 *
 * <p><b>Threads.</b> Any thread may call.
 */
public final class Recorder implements AutoCloseable {
    private static final String SETTINGS = "profile";

    private final Path file;
    private final Recording recording;
    private final Set<String> told = new HashSet<>();

    private Recorder(Path file, Recording recording) {
        this.file = file;
        this.recording = recording;
    }

    /**
     * Starts to record.
     *
     * @param file what is recorded goes here; what is there is replaced
     */
    public static Recorder start(Path file) {
        if (!FlightRecorder.isAvailable()) {
            throw PeltonException.user("Cannot profile: this JVM has no flight recorder. Use another JDK, or take"
                    + " -XX:-FlightRecorder off its options.");
        }
        try {
            Recording recording = new Recording(Configuration.getConfiguration(SETTINGS));
            recording.setName("pelton");
            recording.setDumpOnExit(true);
            writeTo(file, recording);
            recording.start();
            return new Recorder(file, recording);
        } catch (IOException e) {
            throw PeltonException.user(
                    "Cannot write profile " + file + ": expected a file that can be created but " + e
                            + ". Give another with --profile=FILE.",
                    e);
        } catch (ParseException | IllegalStateException | SecurityException e) {
            throw new PeltonException(
                    ErrorKind.RESOURCE,
                    "Cannot profile: the flight recorder does not start (" + e + "). Run without --profile.",
                    e);
        }
    }

    private static void writeTo(Path file, Recording recording) throws IOException {
        try {
            recording.setDestination(file);
        } catch (IOException e) {
            recording.close();
            throw e;
        }
    }

    /** Where the recording goes. */
    public Path file() {
        return file;
    }

    /** What was recorded of the latest run of a job that has ended. */
    public synchronized Optional<RunProfile> ofJob(String job) {
        dump();
        Optional<RunProfile> found =
                read().stream().filter(run -> run.job().equals(job)).reduce((earlier, later) -> later);
        found.ifPresent(run -> told.add(run.run()));
        return found;
    }

    /** Ends the recording. Gives the runs that {@link #ofJob} has not given, such as those whose rows were iterated. */
    public synchronized List<RunProfile> finish() {
        recording.stop();
        recording.close();
        return read().stream().filter(run -> !told.contains(run.run())).toList();
    }

    private void dump() {
        try {
            recording.dump(file);
        } catch (IOException e) {
            throw failed("write", e);
        }
    }

    private List<RunProfile> read() {
        try {
            return Recorded.read(file);
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    private PeltonException failed(String what, IOException e) {
        return new PeltonException(
                ErrorKind.RESOURCE,
                "Cannot " + what + " profile " + file + ": " + e + ". Check its disk, or give another file with"
                        + " --profile=FILE. The job itself is not touched by this.",
                e);
    }

    /** Gives the recording up, if it has not been finished. */
    @Override
    public synchronized void close() {
        recording.close();
    }
}
