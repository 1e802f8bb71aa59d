// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.JobResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryLinesTest {
    @Test
    void summaryTellsRowsBytesStagesPaddingMemoryAndFiles() {
        List<String> lines = SummaryLines.of(Samples.TITLE, Samples.result(), 612_000_000, Look.PLAIN);

        assertThat(String.join("\n", lines)).isEqualTo("""
                        Done in 56.4 s  parquet glosses.parquet -> parquet out/vectors
                          resumed  2,048 rows of 1 split were committed before
                          rows     7,952 in, 7,952 out, 141 rows/s
                          bytes    559 kB in, 12.4 MB out
                          stages   read glosses.parquet    50.0 s busy
                                   embed all-minilm-l6-v2  80.5 s busy
                                   write out/vectors       39.8 s busy
                          padding  4.2 % of 396,700 tokens
                          memory   peak 612 MB process, 3.10 MB in flight
                          files    out/vectors/part-0.parquet
                                   out/vectors/part-1.parquet""");
    }

    @Test
    void manyFilesAreShownByTheFirstAndTheLast() {
        List<String> files =
                IntStream.range(0, 9).mapToObj(i -> "out/part-" + i).toList();

        List<String> lines = SummaryLines.of("job", result(100, files), 0, Look.PLAIN);

        assertThat(lines)
                .endsWith(
                        "  files    out/part-0",
                        "           out/part-1",
                        "           ... 6 more",
                        "           out/part-8");
    }

    @Test
    void jobThatWritesNothingIsToldInOneLine() {
        assertThat(SummaryLines.of("range 10 -> show", result(10, List.of()), 0, Look.PLAIN))
                .containsExactly("Done in 1.00 s  range 10 -> show, 10 rows");
    }

    private static JobResult result(long rows, List<String> files) {
        return new JobResult(
                "id", Duration.ofSeconds(1), rows, 10, rows, files.size(), 0, 1, 0, files, List.of(), 5, Map.of());
    }
}
