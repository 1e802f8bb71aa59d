// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory as the operating system counts it; ONNX Runtime's Java API has no figure of its own. */
final class NativeMemory {
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
