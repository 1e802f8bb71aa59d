// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the examples to the API, and the documents to the examples. */
class ExamplesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

    @TempDir
    Path folder;

    @Test
    void everyExampleCompilesAndCanBeRun() throws IOException {
        List<Path> examples = examples();

        assertThat(examples).hasSizeGreaterThanOrEqualTo(4);
        assertThat(examples).allSatisfy(file -> Program.load(file, Optional.empty()));
    }

    @Test
    void javaInTheReadmeIsTakenFromAnExample() throws IOException {
        StringBuilder code = new StringBuilder();
        for (Path file : examples()) {
            code.append(words(Files.readString(file)));
        }

        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(block -> words(block.group(1)))
                .toList();

        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(code).contains(block));
    }

    @Test
    void javaInTheGuideToJobsCompiles() throws IOException {
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(ROOT.resolve("docs/jobs.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
        StringBuilder source = new StringBuilder("""
                import static io.pelton.dataset.expr.Expressions.col;
                import io.pelton.dataset.*;
                import io.pelton.inference.*;
                class Guide {
                    record Person(String name, int age) {}
                """);
        for (int i = 0; i < blocks.size(); i++) {
            source.append("void block")
                    .append(i)
                    .append("(Dataset glosses, Dataset customers) {\n")
                    .append(blocks.get(i))
                    .append("}\n");
        }

        assertThat(blocks).hasSizeGreaterThan(3);
        assertThat(SourceJob.compile(Files.writeString(folder.resolve("Guide.java"), source + "}\n")))
                .containsKey("Guide");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "ARCHITECTURE.md",
                "CONTRIBUTING.md",
                "docs/cli.md",
                "docs/jobs.md",
                "docs/dependencies.md"
            })
    void everyFileThatADocumentLinksToExists(String document) throws IOException {
        Path place = Objects.requireNonNull(ROOT.resolve(document).getParent());
        List<String> links = Pattern.compile("\\]\\(([^)#:]+)\\)")
                .matcher(Files.readString(ROOT.resolve(document)))
                .results()
                .map(link -> link.group(1))
                .toList();

        assertThat(links).allSatisfy(link -> assertThat(place.resolve(link)).exists());
    }

    private static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("examples"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
