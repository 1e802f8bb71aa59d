// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnitsTest {
    @Test
    void bytesHaveThreeDigits() {
        assertThat(Units.bytes(0)).isEqualTo("0 B");
        assertThat(Units.bytes(999)).isEqualTo("999 B");
        assertThat(Units.bytes(1_000)).isEqualTo("1.00 kB");
        assertThat(Units.bytes(999_499)).isEqualTo("999 kB");
        assertThat(Units.bytes(999_500)).isEqualTo("1.00 MB");
        assertThat(Units.bytes(15_400_000)).isEqualTo("15.4 MB");
        assertThat(Units.bytes(Long.MAX_VALUE)).isEqualTo("9.22 EB");
    }

    @Test
    void timesReadAsPeopleSayThem() {
        assertThat(Units.time(0.0342)).isEqualTo("0.03 s");
        assertThat(Units.time(3.421)).isEqualTo("3.42 s");
        assertThat(Units.time(125)).isEqualTo("2 min 5 s");
        assertThat(Units.time(7_260)).isEqualTo("2 h 1 min");
        assertThat(Units.clock(Duration.ofSeconds(67))).isEqualTo("1:07");
        assertThat(Units.clock(Duration.ofSeconds(3_723))).isEqualTo("1:02:03");
    }

    @Test
    void nounsAgreeWithTheirCounts() {
        assertThat(Units.count(1, "file")).isEqualTo("1 file");
        assertThat(Units.count(117_659, "row")).isEqualTo("117,659 rows");
    }
}
