// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final long SECOND = 1_000_000_000L;
    private static final double ROWS_BEFORE = 1_000;

    /** One actor gave 200 rows a second, and two are to give twice as many. */
    private final Trial trial =
            new Trial(Map.of("infer", new Trial.Raise(1, 2)), "infer", 200, 1).settled(0, ROWS_BEFORE, 200);

    @Test
    void aStepOfShortTasksIsJudgedAfterTenSeconds() {
        assertThat(trial.isOver(9 * SECOND, ROWS_BEFORE + 1_900, 20)).isFalse();
        assertThat(trial.isOver(10 * SECOND, ROWS_BEFORE + 2_000, 20)).isTrue();

        assertThat(trial.helped(10 * SECOND, ROWS_BEFORE + 2_000, 20)).isFalse();
        assertThat(trial.helped(10 * SECOND, ROWS_BEFORE + 3_900, 20)).isTrue();
    }

    @Test
    void tasksThatTakeSecondsAreNotJudgedByTheFewThatHaveEnded() {
        assertThat(trial.isOver(10 * SECOND, ROWS_BEFORE + 2_048, 4_096)).isFalse();
        assertThat(trial.isOver(59 * SECOND, ROWS_BEFORE + 20_480, 4_096)).isFalse();
    }

    @Test
    void theWatchEndsAfterAMinuteAndWhatIsUnfinishedCountsForTheStep() {
        assertThat(trial.isOver(60 * SECOND, ROWS_BEFORE + 11_000, 4_096)).isTrue();

        assertThat(trial.helped(60 * SECOND, ROWS_BEFORE + 11_000, 4_096)).isTrue();
        assertThat(trial.helped(60 * SECOND, ROWS_BEFORE + 9_000, 4_096)).isFalse();
    }
}
