// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Temporary files that a killed process may leave and the next one clears away. */
final class TemporaryFiles {
    private static final Duration LEFT_BEHIND = Duration.ofMinutes(10);

    private TemporaryFiles() {}

    /** A new file, readable by this user only, that lives no longer than this process if that ends in order. */
    static Path create(String prefix, String suffix) throws IOException {
        Path file = Files.createTempFile(prefix + ProcessHandle.current().pid() + "-", suffix);
        file.toFile().deleteOnExit();
        Path directory = file.getParent();
        if (directory != null) {
            sweep(directory, prefix, suffix, Instant.now().minus(LEFT_BEHIND));
        }
        return file;
    }

    private static void sweep(Path directory, String prefix, String suffix, Instant before) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, prefix + "*" + suffix)) {
            for (Path file : files) {
                boolean old = Files.getLastModifiedTime(file).toInstant().isBefore(before);
                if (old && !ownerLives(file.getFileName().toString().substring(prefix.length()))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return; // another user's file, or one that another process cleared first: nothing to do
        }
    }

    private static boolean ownerLives(String pidAndRest) {
        int dash = pidAndRest.indexOf('-');
        try {
            return dash > 0
                    && ProcessHandle.of(Long.parseLong(pidAndRest.substring(0, dash)))
                            .isPresent();
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
