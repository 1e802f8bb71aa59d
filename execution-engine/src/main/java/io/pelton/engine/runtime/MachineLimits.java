// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.CacheDirectory;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.PeltonException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What this process may use of its machine, as the cgroup says.
 *
 * @param cores the cores
 * @param memoryBytes the memory
 * @param cacheDirectory where what is worth remembering between jobs lies
 */
public record MachineLimits(int cores, long memoryBytes, Path cacheDirectory) {
    private static final long EDGE_BYTES_MIN = 64L << 20;
    private static final long EDGE_BYTES_MAX = 128L << 20;

    /** Reads the limits of this process; the JVM reads the cgroup's files. */
    public static MachineLimits detect() {
        long memory = Runtime.getRuntime().maxMemory();
        var os = ManagementFactory.getOperatingSystemMXBean();
        if (os instanceof com.sun.management.OperatingSystemMXBean) {
            memory = ((com.sun.management.OperatingSystemMXBean) os).getTotalMemorySize();
        }
        return new MachineLimits(Runtime.getRuntime().availableProcessors(), memory, CacheDirectory.path());
    }

    /**
     * Refuses options that ask for more than there is.
     *
     * @throws PeltonException of kind USER
     */
    public void check(JobOptions options) {
        options.memoryBytes().filter(bytes -> bytes > memoryBytes).ifPresent(bytes -> {
            throw PeltonException.user("Cannot use pelton.memory: expected at most the " + gigabytes(memoryBytes)
                    + " that this machine has but found " + gigabytes(bytes)
                    + ". Give less, or leave it out; batches in flight seldom need more than 0.1 GB.");
        });
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
    }

    /**
     * The bytes for batches in flight, unless the user says otherwise: a sixteenth of the memory, but no more than keeps
     * every stage busy.
     */
    public long defaultBudgetBytes() {
        return Math.max(EDGE_BYTES_MIN, Math.min(EDGE_BYTES_MAX, memoryBytes / 16));
    }
}
