// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Remembers calibrations between jobs, a small file for each. Another figure than the usual one counts once two jobs after
 * each other have found it: one may have met a noisy neighbour, and would slow down all that follow. It is a cache: what
 * cannot be read or written, or was written for something else or by another method, is as if it were not there.
 *
 * <p><b>Threads.</b> Any thread of any process may call; files are replaced whole.
 */
final class CalibrationStore {
    private static final String HEAD = "pelton calibration 2";

    private final Path directory;

    CalibrationStore(Path directory) {
        this.directory = directory;
    }

    /**
     * What the last job found, if it is the usual figure or the job before found it, too.
     *
     * @param key one line that names all the figure depends on
     */
    OptionalInt read(String key, int usual) {
        List<Integer> found = found(key);
        if (found.isEmpty()) {
            return OptionalInt.empty();
        }
        int last = found.get(found.size() - 1);
        boolean agreed = found.size() == 2 && found.get(0) == last;
        return agreed || last == usual ? OptionalInt.of(last) : OptionalInt.empty();
    }

    /** What the last jobs found, at most two of them, the latest last. */
    private List<Integer> found(String key) {
        try {
            List<String> lines = Files.readAllLines(file(key), StandardCharsets.UTF_8);
            boolean ours = lines.size() == 3
                    && lines.get(0).equals(HEAD)
                    && lines.get(1).equals(key);
            return ours
                    ? Arrays.stream(lines.get(2).split(" "))
                            .map(Integer::valueOf)
                            .collect(Collectors.toList())
                    : List.of();
        } catch (IOException | NumberFormatException e) {
            return List.of();
        }
    }

    /** Remembers what a job found for a key. */
    void write(String key, int value) {
        List<Integer> before = found(key);
        String last = before.isEmpty() ? "" : before.get(before.size() - 1) + " ";
        try {
            Files.createDirectories(directory);
            Path whole = Files.createTempFile(directory, "calibration-", ".tmp");
            try {
                Files.write(whole, List.of(HEAD, key, last + value), StandardCharsets.UTF_8);
                Files.move(whole, file(key), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException e) {
            return; // measured again next time
        }
    }

    private Path file(String key) {
        MessageDigest digest = Sha256.digest();
        digest.update(key.getBytes(StandardCharsets.UTF_8));
        return directory.resolve("calibration-" + Sha256.hex(digest).substring(0, 32) + ".txt");
    }
}
