// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.CacheDirectory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

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
     * The bytes for batches in flight, unless the user says otherwise: a sixteenth of the memory, but no more than keeps
     * every stage busy.
     */
    public long defaultBudgetBytes() {
        return Math.max(EDGE_BYTES_MIN, Math.min(EDGE_BYTES_MAX, memoryBytes / 16));
    }
}
