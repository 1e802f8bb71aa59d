// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.CacheDirectory;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * A large file of a jar, unpacked once for all jobs of this machine: a model of 90 MB takes half a second to unpack, at
 * every start. The unpacked file is named by the size and checksum that the jar has of it, so that another jar's file of
 * the same name has one of its own.
 *
 * <p><b>Threads.</b> Any number of threads and processes may unpack at once: a file appears whole or not at all.
 */
final class UnpackedResource {
    /** Below this, reading the jar is as fast. */
    private static final long MIN_BYTES = 1 << 20;

    private UnpackedResource() {}

    /** The unpacked file, if the URL is that of a large file in a jar and there is a place for it. */
    static Optional<Path> of(URL url) {
        return of(url, MIN_BYTES);
    }

    /** The unpacked file, however small. */
    static Optional<Path> ofAnySize(URL url) {
        return of(url, 0);
    }

    private static Optional<Path> of(URL url, long minBytes) {
        if (!url.getProtocol().equals("jar")) {
            return Optional.empty();
        }
        try {
            JarURLConnection connection = (JarURLConnection) url.openConnection();
            connection.setUseCaches(false);
            try (JarFile jar = connection.getJarFile()) {
                JarEntry entry = connection.getJarEntry();
                return entry == null || entry.getSize() < minBytes || entry.getCrc() < 0
                        ? Optional.empty()
                        : Optional.of(unpacked(jar, entry, CacheDirectory.path().resolve("unpacked")));
            }
        } catch (IOException | RuntimeException e) {
            // A cache that cannot be written, such as a full disk's, is none: the jar is read instead.
            return Optional.empty();
        }
    }

    private static Path unpacked(JarFile jar, JarEntry entry, Path directory) throws IOException {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        Path file = directory.resolve(String.format("%08x-%d-%s", entry.getCrc(), entry.getSize(), name));
        if (Files.exists(file) && Files.size(file) == entry.getSize()) {
            return file;
        }
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(directory, name, ".tmp");
        try (CheckedInputStream in = new CheckedInputStream(jar.getInputStream(entry), new CRC32())) {
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw new IOException(entry.getName() + " of " + jar.getName() + " is damaged");
            }
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
