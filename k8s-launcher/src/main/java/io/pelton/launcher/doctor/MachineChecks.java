// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.pelton.engine.runtime.MachineLimits;
import io.pelton.launcher.console.Units;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Cores, memory and disk, as this process may use them. */
final class MachineChecks {
    private static final long SMALL_MEMORY = 1_500_000_000L;
    private static final long SMALL_DISK = 1_000_000_000L;

    private MachineChecks() {}

    static Finding cores() {
        return cores(Runtime.getRuntime().availableProcessors(), machineCores());
    }

    /** Compares what the cgroup allows with what the machine has, where 0 stands for unknown. */
    static Finding cores(int usable, long machine) {
        boolean limited = machine > usable;
        return Finding.ok(
                "Cores",
                limited ? usable + " of the machine's " + machine + " (cgroup limit)" : String.valueOf(usable));
    }

    private static long machineCores() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("processor")).count();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    static Finding memory() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return memory(system.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
    }

    /** Judges the memory that the cgroup or the machine has against the heap, which batches and models are not part of. */
    static Finding memory(long total, long heap) {
        String text = Units.bytes(total) + ": heap up to " + Units.bytes(heap)
                + ", the rest for batches in flight and models";
        if (heap > total * 6 / 10) {
            return Finding.warn(
                    "Memory", text, "Lower the heap (-Xmx in PELTON_JAVA_OPTS): batches and models lie outside it.");
        }
        return total < SMALL_MEMORY
                ? Finding.warn("Memory", text, "Give the container 2 GB or more, or run small models only.")
                : Finding.ok("Memory", text);
    }

    static Finding temporarySpace() {
        return folder(
                "Temp space",
                Path.of(System.getProperty("java.io.tmpdir")),
                "-Djava.io.tmpdir=FOLDER in PELTON_JAVA_OPTS");
    }

    /** Where calibrations and the tokenizer's native library are kept between jobs. */
    static Finding cache() {
        return folder(
                "Cache",
                MachineLimits.detect().cacheDirectory(),
                "XDG_CACHE_HOME, or -Dpelton.cache=FOLDER in PELTON_JAVA_OPTS");
    }

    /** Writes a file to a folder, or to the nearest one above it that exists, and looks at the space left there. */
    static Finding folder(String subject, Path folder, String setting) {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            Files.delete(Files.createTempFile(existing, "pelton-doctor", ".tmp"));
            long free = Files.getFileStore(existing).getUsableSpace();
            String text = folder + ", " + Units.bytes(free) + " free";
            return free < SMALL_DISK
                    ? Finding.warn(subject, text, "Free some space, or choose another folder with " + setting + ".")
                    : Finding.ok(subject, text);
        } catch (IOException | SecurityException e) {
            return Finding.fail(
                    subject,
                    folder + " cannot be written to (" + e.getMessage() + ")",
                    "Make it writable, or choose another folder with " + setting + ".");
        }
    }
}
