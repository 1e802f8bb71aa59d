// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrapTest {
    @Test
    void shortLinesStayAsTheyAre() {
        assertThat(Wrap.lines("  files    out/part-0", 40)).containsExactly("  files    out/part-0");
        assertThat(Wrap.lines("", 40)).containsExactly("");
    }

    @Test
    void longLinesBreakBetweenWordsAndAreSetIn() {
        assertThat(Wrap.lines("Error: Cannot read nothing.parquet: expected a file. Check the path.", 30))
                .containsExactly("Error: Cannot read", "  nothing.parquet: expected a", "  file. Check the path.");
    }

    @Test
    void wordsThatAreTooLongStayWhole() {
        assertThat(Wrap.lines("at a/very/long/path/that/has/no/blank ok", 12))
                .containsExactly("at", "  a/very/long/path/that/has/no/blank", "  ok");
        assertThat(Wrap.lines("    a/very/long/path", 12)).containsExactly("    a/very/long/path");
    }
}
