// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes of all JVM contestants, parsed once and kept in a file beside the benchmarks' jar (application class data
 * sharing), as {@code ./pelton} keeps those of a job: every contestant starts as fast as it can.
 */
final class ClassArchive {
    private ClassArchive() {}

    private static Path file() {
        try {
            Path jar = Path.of(ClassArchive.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.resolveSibling("bench-" + Runtime.version().feature() + ".jsa");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean exists() {
        return Files.exists(file());
    }

    static List<String> make() {
        return List.of("-XX:ArchiveClassesAtExit=" + file(), "-Xlog:disable", "-Xlog:all=error:stderr");
    }

    static List<String> use() {
        return exists() ? List.of("-XX:SharedArchiveFile=" + file(), "-Xshare:auto") : List.of();
    }
}
