// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a calibration holds for, besides the model. */
final class Device {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Device() {}

    /** The processor and the cores that this process may use, in one line. */
    static String describe() {
        return cpuModel() + " x " + Runtime.getRuntime().availableProcessors();
    }

    private static String cpuModel() {
        try {
            return Files.readAllLines(CPU_INFO).stream()
                    .filter(line -> line.startsWith("model name") || line.startsWith("CPU part"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(Device::architecture);
        } catch (IOException e) {
            return architecture();
        }
    }

    private static String architecture() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}
