// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Temporary files that a killed process may leave and the next one clears away. */
final class TemporaryFiles {
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    private TemporaryFiles() {}

    /** A new file, readable by this user only, that lives no longer than this process if that ends in order. */
    static Path create(String prefix, String suffix) throws IOException {
        Path file = Files.createTempFile(prefix, suffix);
        file.toFile().deleteOnExit();
        Path directory = file.getParent();
        if (directory != null) {
            sweep(directory, prefix + "*" + suffix, Instant.now().minus(LEFT_BEHIND));
        }
        return file;
    }

    private static void sweep(Path directory, String glob, Instant before) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, glob)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | UncheckedIOException | java.nio.file.DirectoryIteratorException e) {
            return; // another user's file, or one that another process cleared first: nothing to do
        }
    }
}
