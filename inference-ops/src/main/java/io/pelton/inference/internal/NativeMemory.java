// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Memory as the operating system counts it; ONNX Runtime's Java API has no figure of its own. */
final class NativeMemory {
    private static final long KEPT_BYTES = 32 << 20;

    private static final Path STATUS = Path.of("/proc/self/status");

    private NativeMemory() {}

    /** The most bytes that were resident at once, native memory and heap together; 0 where the system does not say. */
    static long peakResidentBytes() {
        return figure("VmHWM:");
    }

    /** The bytes that are resident now; 0 where the system does not say. */
    static long residentBytes() {
        return figure("VmRSS:");
    }

    /**
     * Has the C library keep up to 32 MiB that a thread has freed, instead of giving them back to the system, which would
     * clear their pages when they are taken again at the next run (1.5 % of the time of MiniLM). glibc keeps up to twice the
     * largest block ever freed of those that it maps apart: mallopt(3), M_MMAP_THRESHOLD. Others may not, or keep all.
     */
    static void keepFreed() {
        try (BufferAllocator once = new RootAllocator()) {
            once.buffer(KEPT_BYTES / 2).close();
        }
    }

    private static long figure(String name) {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
