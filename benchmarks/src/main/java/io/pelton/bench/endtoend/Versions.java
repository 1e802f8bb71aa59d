// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import static java.util.Objects.requireNonNullElse;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The machine and the software that were measured. */
final class Versions {
    private static final List<String> JARS = List.of(
            "pelton",
            "execution-engine",
            "arrow-vector",
            "onnxruntime",
            "tokenizers",
            "parquet-column",
            "zstd-jni",
            "disruptor");

    private Versions() {}

    static List<String> lines() throws IOException {
        return List.of(
                "- machine: " + Runtime.getRuntime().availableProcessors() + " cores, " + processor() + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "- Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                "- jars: " + String.join(", ", jars()),
                "- peers: " + peers());
    }

    private static String processor() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (Files.exists(file)) {
            try (Stream<String> lines = Files.lines(file)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).trim())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            }
        }
        return System.getProperty("os.arch");
    }

    /** Of the folders of the class path: a jar's manifest may name others beside it. */
    private static List<String> jars() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path folder = requireNonNullElse(Path.of(entry).toAbsolutePath().getParent(), Path.of(""));
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
                for (Path jar : jars) {
                    String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
                    if (JARS.stream().anyMatch(wanted -> name.matches(wanted + "-[0-9].*"))) {
                        names.add(name);
                    }
                }
            }
        }
        return List.copyOf(names);
    }

    private static String peers() throws IOException {
        Path pinned = Path.of("benchmarks", "peers", "ray", "requirements.txt");
        if (!Files.exists(pinned)) {
            return "none";
        }
        try (Stream<String> lines = Files.lines(pinned)) {
            return String.join(
                    ", ",
                    lines.map(String::trim)
                            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                            .toList());
        }
    }
}
