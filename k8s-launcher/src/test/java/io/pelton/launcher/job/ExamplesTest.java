// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the examples to the API, and the documents to the examples. */
class ExamplesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

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

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/cli.md", "docs/dependencies.md"})
    void everyFileThatADocumentLinksToExists(String document) throws IOException {
        Path folder = ROOT.resolve(document).getParent();
        List<String> links = Pattern.compile("\\]\\(([^)#:]+)\\)")
                .matcher(Files.readString(ROOT.resolve(document)))
                .results()
                .map(link -> link.group(1))
                .toList();

        assertThat(links).allSatisfy(link -> assertThat(folder.resolve(link)).exists());
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
