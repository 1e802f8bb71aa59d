// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Resident memory, as Linux counts it; 0 elsewhere. */
final class ProcessMemory {
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ (\\S+) ");

    private static final String MADE_CODE = "rwx";

    private ProcessMemory() {}

    /** The most bytes that this process ever held. */
    static long ownPeak() throws IOException {
        return kilobytes(Path.of("/proc/self/status"), "VmHWM:") * 1024;
    }

    /** The bytes that this process holds now outside a range of addresses, but for code that was made while it ran. */
    static long ownOutside(long from, long to) throws IOException {
        Path maps = Path.of("/proc/self/smaps");
        if (!Files.exists(maps)) {
            return 0;
        }
        long kilobytes = 0;
        boolean counts = false;
        for (String line : Files.readAllLines(maps, StandardCharsets.ISO_8859_1)) {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.lookingAt()) {
                long start = Long.parseUnsignedLong(mapping.group(1), 16);
                counts = (start < from || start >= to) && !mapping.group(2).startsWith(MADE_CODE);
            } else if (line.startsWith("Rss:") && counts) {
                kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return kilobytes * 1024;
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
