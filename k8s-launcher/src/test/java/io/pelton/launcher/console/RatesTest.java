// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatesTest {
    @Test
    void rateIsThatOfTheLastSecondsNotOfTheWholeRun() {
        Rates rates = new Rates();
        Map<Integer, Double> last = Map.of();

        for (int second = 0; second <= 20; second++) {
            long rows = second <= 10 ? second * 100L : 1000 + (second - 10) * 300L;
            last = rates.update(Samples.progress(Duration.ofSeconds(second), 0, rows));
        }

        assertThat(last.get(1)).isEqualTo(300.0);
    }

    @Test
    void batchesThatAreSecondsApartDoNotMakeTheRateJump() {
        Rates rates = new Rates();

        for (int quarter = 0; quarter <= 400; quarter++) {
            long rows = quarter / 28 * 256L; // 256 rows every 7 s
            double rate = rates.update(Samples.progress(Duration.ofMillis(quarter * 250L), 0, rows))
                    .getOrDefault(1, 0.0);
            if (quarter > 120) {
                assertThat(rate).as("after %d s", quarter / 4).isBetween(25.0, 50.0);
            }
        }
    }

    @Test
    void firstMomentHasNoRate() {
        assertThat(new Rates().update(Samples.progress(Duration.ZERO, 0, 0)).get(1))
                .isZero();
    }
}
