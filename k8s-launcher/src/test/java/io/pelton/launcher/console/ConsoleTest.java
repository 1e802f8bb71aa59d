// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    @Test
    void localeDecidesWhetherTheBarIsUnicode() {
        assertThat(Console.look(true, Map.of("LANG", "en_US.UTF-8")).unicode()).isTrue();
        assertThat(Console.look(true, Map.of("LANG", "en_US.UTF-8", "LC_ALL", "C"))
                        .unicode())
                .isFalse();
        assertThat(Console.look(true, Map.of()).unicode()).isFalse();
    }

    @Test
    void pipesAndNoColorGetPlainText() {
        assertThat(Console.look(false, Map.of("LANG", "C.utf8"))).isEqualTo(Look.PLAIN);
        assertThat(Console.look(true, Map.of("NO_COLOR", "1")).colour()).isFalse();
    }

    @Test
    void sizeIsReadFromStty() {
        assertThat(Screen.parse("50 132\n")).isEqualTo(new Screen(132, 50));
        assertThat(Screen.parse("0 0\n")).isEqualTo(Screen.USUAL);
        assertThat(Screen.parse("")).isEqualTo(Screen.USUAL);
    }

    @Test
    void peakMemoryIsReadFromTheKernel() {
        assertThat(ProcessMemory.parse(List.of("VmPeak:\t 99 kB", "VmHWM:\t  2048 kB", "VmRSS:\t 1 kB")))
                .isEqualTo(2048 * 1024);
        assertThat(ProcessMemory.peakResidentBytes()).isGreaterThan(10_000_000);
    }
}
