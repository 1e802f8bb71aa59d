// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.profile;

import java.util.List;
import java.util.Optional;

/**
 * Where the time of one run of a job went. Times are in seconds.
 *
 * @param run a name that no other run has
 * @param job the job's identity; empty for one whose rows are iterated
 * @param description what it does
 * @param elapsed how long it ran
 * @param cores the cores that it planned for
 * @param cpu the process's CPU time
 * @param otherPrograms the share of the machine's cores that other programs took meanwhile; 0 if unknown
 * @param startUp from the process's start to the job's
 * @param firstBatch from the job's start until a batch had been computed, or written if nothing computes
 * @param compilation of the JVM's compilers, which work beside the job
 * @param pauses garbage collections
 * @param pauseSeconds how long they stopped all threads
 * @param stages from the sources to the sink
 * @param storage what was moved
 * @param models what ran, the longest first
 * @param javaMethods where Java code was, the most frequent first
 * @param nativeMethods where native code was, the most frequent first
 */
public record RunProfile(
        String run,
        String job,
        String description,
        double elapsed,
        int cores,
        double cpu,
        double otherPrograms,
        double startUp,
        double firstBatch,
        double compilation,
        int pauses,
        double pauseSeconds,
        List<StageProfile> stages,
        Storage storage,
        List<Model> models,
        List<Method> javaMethods,
        List<Method> nativeMethods) {
    /** How busy a stage must be to be the one that limits. */
    private static final double LIMITING = 0.6;

    public RunProfile {
        stages = List.copyOf(stages);
        models = List.copyOf(models);
        javaMethods = List.copyOf(javaMethods);
        nativeMethods = List.copyOf(nativeMethods);
    }

    /** What was moved to and from files, and how long callers waited for it. */
    public record Storage(
            long bytesRead,
            double readSeconds,
            long bytesWritten,
            double writeSeconds,
            int commits,
            double commitSeconds) {}

    /**
     * What ran of one model.
     *
     * @param padded the rows, or the tokens of text models, that it was given, padding included
     */
    public record Model(String name, long runs, long rows, long padded, double seconds) {}

    /** A method, and its share of the samples of its kind. */
    public record Method(String name, double share) {}

    /** The share of the cores that the process kept busy. */
    public double cpuShare() {
        return elapsed <= 0 ? 0 : Math.min(1, cpu / elapsed / Math.max(1, cores));
    }

    /** The stage that sets the pace, if one does. */
    public Optional<StageProfile> limiting() {
        return stages.stream()
                .filter(stage -> stage.busyShare() >= LIMITING)
                .max((a, b) -> Double.compare(a.busyShare(), b.busyShare()));
    }
}
