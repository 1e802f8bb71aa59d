// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.JobProgress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    @Test
    void terminalSeesOneLinePerStageAndWhichOneLimits() {
        List<String> lines = ProgressLines.live(Samples.view(), 100, Look.PLAIN);

        assertThat(String.join("\n", lines)).isEqualTo("""
                        parquet glosses.parquet -> parquet out/vectors
                          =========================---------------  62 %  0:43, about 0:26 left
                          stage                          rows    rows/s  actors   queued
                          read glosses.parquet          8,298       410       1      0 B
                        > embed all-minilm-l6-v2        6,250       141     1+1  1.31 MB limits
                          write out/vectors             6,250      9.88       1  12.3 kB
                          1.40 MB of 537 MB in flight, 3 splits committed""");
    }

    @Test
    void unicodeTerminalSeesASolidBar() {
        List<String> lines = ProgressLines.live(Samples.view(), 100, new Look(false, true));

        assertThat(lines.get(1)).startsWith("  ━━━━━━━━━━━━━━━━━━━━━━━━━───────────────  62 %");
        assertThat(lines.get(4)).startsWith("▸ embed");
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        for (int width = 20; width < 120; width++) {
            int columns = width;
            assertThat(ProgressLines.live(Samples.view(), width, Look.PLAIN))
                    .as("width %d", width)
                    .allMatch(line -> line.length() <= Math.max(columns, 22));
        }
    }

    @Test
    void narrowTerminalKeepsNamesRowsAndRates() {
        List<String> lines = ProgressLines.live(Samples.view(), 50, Look.PLAIN);

        assertThat(lines.get(2)).isEqualTo("  stage                      rows    rows/s");
        assertThat(lines.get(4)).isEqualTo("> embed all-minilm..        6,250       141 limits");
    }

    @Test
    void coloursDoNotChangeTheText() {
        List<String> coloured = ProgressLines.live(Samples.view(), 70, new Look(true, false));

        assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
                .isEqualTo(ProgressLines.live(Samples.view(), 70, Look.PLAIN));
        assertThat(coloured.get(4)).contains("\u001b[33m");
    }

    @Test
    void pipeSeesOneLine() {
        assertThat(ProgressLines.plain(Samples.view()))
                .isEqualTo("[0:43]  62 %, 6,250 rows, 9.88 rows/s, about 0:26 left,"
                        + " limited by embed all-minilm-l6-v2 (1 actor, 1.31 MB queued), 1.40 MB in flight");
    }

    @Test
    void unknownInputSizeShowsTimeWithoutABar() {
        JobProgress progress = new JobProgress(Duration.ofSeconds(5), List.of(), 0, OptionalDouble.empty(), 0, 1 << 20);
        JobView view = new JobView("range 10 -> show", progress, Map.of(), Optional.empty(), false);

        assertThat(ProgressLines.live(view, 80, Look.PLAIN).get(1)).isEqualTo("  0:05");
        assertThat(ProgressLines.plain(view)).isEqualTo("[0:05] 0 B in flight");
    }

    @Test
    void rowsThatAreHeldUntilTheInputIsListedAreSaidToBe() {
        JobProgress.Stage sink = new JobProgress.Stage(1, "write out", 0, 0, 0, 0, 1, 0, 5_000, false, true);
        JobProgress progress =
                new JobProgress(Duration.ofSeconds(5), List.of(sink), 0, OptionalDouble.empty(), 5_000, 1 << 20);
        JobView view = new JobView("files -> out", progress, Map.of(), Optional.empty(), false);

        assertThat(ProgressLines.live(view, 80, Look.PLAIN).get(1))
                .isEqualTo("  0:05, rows are held until all input is listed");
        assertThat(ProgressLines.plain(view)).endsWith("in flight, rows are held until all input is listed");
    }

    @Test
    void drainingIsSaidInsteadOfTheTimeLeft() {
        JobView running = Samples.view();
        JobView view = new JobView(running.title(), running.progress(), running.rates(), running.left(), true);

        assertThat(ProgressLines.live(view, 80, Look.PLAIN).get(1)).endsWith("0:43, draining");
        assertThat(ProgressLines.plain(view)).endsWith("draining");
    }
}
