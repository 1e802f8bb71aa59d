// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** All that one call of the benchmarks found, and on what. */
final class Report {
    private final List<Section> sections;
    private final LocalDateTime when = LocalDateTime.now();

    Report(List<Section> sections) {
        this.sections = List.copyOf(sections);
    }

    boolean allHold() {
        return sections.stream().allMatch(Section::allHold);
    }

    /** Writes the report as text and as JSON, and gives the file with the text. */
    Path write(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        String stem = when.format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm", Locale.ROOT)) + "-" + name;
        Files.writeString(folder.resolve(stem + ".json"), json());
        return Files.writeString(folder.resolve(stem + ".md"), text());
    }

    private String text() throws IOException {
        StringBuilder text = new StringBuilder(1024);
        text.append("# Measured ")
                .append(when.format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)))
                .append("\n\n")
                .append(String.join("\n", Versions.lines()))
                .append(
                        "\n\nContestants took turns in the order of the tables, each run in a process of its own; ratios are medians\n")
                .append("of the ratios within a round.\n");
        for (Section section : sections) {
            text.append("\n## ")
                    .append(section.workload().id())
                    .append("\n\n```")
                    .append(section.table())
                    .append("\n")
                    .append(section.rawRounds())
                    .append("```\n");
        }
        return text.toString();
    }

    String json() throws IOException {
        return sections.stream()
                .map(Section::json)
                .collect(Collectors.joining(
                        ",\n",
                        "{\"measured\":\"" + when + "\",\"versions\":["
                                + Versions.lines().stream()
                                        .map(line -> "\"" + line + "\"")
                                        .collect(Collectors.joining(","))
                                + "],\"workloads\":[\n",
                        "\n]}\n"));
    }
}
