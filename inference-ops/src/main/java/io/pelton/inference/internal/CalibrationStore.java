// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.OptionalInt;

/**
 * Remembers calibrations between jobs, a small file for each. It is a cache: what cannot be read or written, or was
 * written for something else, is as if it were not there.
 *
 * <p><b>Threads.</b> Any thread of any process may call; files are replaced whole.
 */
final class CalibrationStore {
    private static final String HEAD = "pelton calibration 1";

    private final Path directory;

    CalibrationStore(Path directory) {
        this.directory = directory;
    }

    /**
     * What was remembered for a key.
     *
     * @param key one line that names all the figure depends on
     */
    OptionalInt read(String key) {
        try {
            List<String> lines = Files.readAllLines(file(key), StandardCharsets.UTF_8);
            boolean ours = lines.size() == 3
                    && lines.get(0).equals(HEAD)
                    && lines.get(1).equals(key);
            return ours ? OptionalInt.of(Integer.parseInt(lines.get(2))) : OptionalInt.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    /** Remembers a figure for a key. */
    void write(String key, int value) {
        try {
            Files.createDirectories(directory);
            Path whole = Files.createTempFile(directory, "calibration-", ".tmp");
            try {
                Files.write(whole, List.of(HEAD, key, Integer.toString(value)), StandardCharsets.UTF_8);
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
