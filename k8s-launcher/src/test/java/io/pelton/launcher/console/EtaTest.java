// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EtaTest {
    private final Eta eta = new Eta();

    @Test
    void nothingIsToldBeforeTheFirstCommit() {
        assertThat(at(0, 0)).isEmpty();
        assertThat(at(4, 0)).isEmpty();
    }

    @Test
    void estimateCountsDownBetweenCommits() {
        at(0, 0);

        assertThat(at(10, 0.25)).hasValue(Duration.ofSeconds(30));
        assertThat(at(12, 0.25)).hasValue(Duration.ofSeconds(28));
        assertThat(at(20, 0.5)).hasValue(Duration.ofSeconds(20));
    }

    @Test
    void whatEarlierRunsCommittedDoesNotCountAsSpeed() {
        at(0, 0.5);

        assertThat(at(10, 0.6)).hasValue(Duration.ofSeconds(40));
    }

    @Test
    void estimateIsNeverNegative() {
        at(0, 0);
        at(10, 0.9);

        assertThat(at(60, 0.9)).hasValue(Duration.ZERO);
    }

    private Optional<Duration> at(long second, double fraction) {
        return eta.update(Samples.progress(Duration.ofSeconds(second), fraction, 0));
    }
}
