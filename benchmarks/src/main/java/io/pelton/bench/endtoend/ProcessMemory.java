// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Resident memory, as Linux counts it; 0 elsewhere. */
final class ProcessMemory {
    private ProcessMemory() {}

    /** The most bytes that this process ever held. */
    static long ownPeak() throws IOException {
        return kilobytes(Path.of("/proc/self/status"), "VmHWM:") * 1024;
    }

    /** Bytes that a process and all that it started hold now; a page that several share counts once. */
    static long ofTree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants())
                .mapToLong(p -> proportional(p.pid()))
                .sum();
    }

    private static long proportional(long pid) {
        try {
            return kilobytes(Path.of("/proc", Long.toString(pid), "smaps_rollup"), "Pss:") * 1024;
        } catch (IOException gone) {
            return 0;
        }
    }

    private static long kilobytes(Path file, String key) throws IOException {
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(key)) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return 0;
    }
}
