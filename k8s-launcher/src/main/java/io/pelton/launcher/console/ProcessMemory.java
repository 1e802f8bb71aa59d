// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The most resident memory that this process has had, as Linux counts it. */
final class ProcessMemory {
    private ProcessMemory() {}

    /** Bytes, or 0 where the system does not say. */
    static long peakResidentBytes() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try {
            return parse(Files.readAllLines(status));
        } catch (IOException e) {
            return 0;
        }
    }

    static long parse(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith("VmHWM:")) {
                String digits = line.replaceAll("\\D", "");
                return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1024;
            }
        }
        return 0;
    }
}
