// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * One run of one contestant: what it is to do, and the clocks that judge it. They start when the run is made; a contestant
 * that warms up first starts them anew.
 */
final class Run {
    private final String engine;
    private final Path data;
    private final Path output;
    private final long rows;
    private long wallNanos = System.nanoTime();
    private long cpuNanos = cpuNow();
    private double seconds = -1;
    private long liveBytes;
    private String note = "";

    /**
     * Starts the clocks.
     *
     * @param engine the contestant
     * @param data the folder with the workload's input
     * @param output the folder for its output; it does not exist yet
     * @param rows how many rows of the input count
     */
    Run(String engine, Path data, Path output, long rows) {
        this.engine = engine;
        this.data = data;
        this.output = output;
        this.rows = rows;
    }

    String engine() {
        return engine;
    }

    Path data() {
        return data;
    }

    Path output() {
        return output;
    }

    long rows() {
        return rows;
    }

    /** Ends set-up or warm-up: only what comes after this counts. */
    void begin() {
        cpuNanos = cpuNow();
        wallNanos = System.nanoTime();
    }

    /** Counts from the start of the process instead. */
    void beginAtProcessStart() {
        cpuNanos = 0;
        wallNanos = System.nanoTime() - nanosSinceProcessStart();
    }

    /** Stops the wall clock before the run ends, for what follows is of no interest. */
    void stop() {
        stop((System.nanoTime() - wallNanos) / 1e9);
    }

    /** Has a time of the workload's own measuring count. */
    void stop(double measured) {
        seconds = measured;
    }

    /** Tells what {@link LiveMemory} saw. */
    void live(long bytes) {
        liveBytes = bytes;
    }

    /** Tells something more, in a line. */
    void note(String text) {
        note = text;
    }

    /** Takes the clocks' readings; the contestant is done with {@code units}. */
    Sample end(long units) throws IOException {
        if (seconds < 0) {
            stop();
        }
        return new Sample(
                seconds,
                Math.max(0, nanosSinceProcessStart() / 1e9 - seconds),
                units,
                (cpuNow() - cpuNanos) / 1e9,
                ProcessMemory.ownPeak(),
                liveBytes,
                note);
    }

    private static long cpuNow() {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return os.getProcessCpuTime();
    }

    /** By the system's own record of the start, since the JVM notes its own some time later; to 10 ms. */
    private static long nanosSinceProcessStart() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> Duration.between(start, Instant.now()).toNanos())
                .orElseThrow();
    }
}
