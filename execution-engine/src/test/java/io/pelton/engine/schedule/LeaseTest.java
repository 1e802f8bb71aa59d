// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.engine.commit.RowRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static RowRange part(int part, long rows) {
        return new RowRange(part, 0, rows, true);
    }

    private final Lease lease = new Lease(1, 0, List.of(part(0, 100), part(1, 50), part(2, 60)));

    @Test
    void theLastRangesAreTakenAsLongAsTheyAreNoMoreThanAskedFor() {
        assertThat(lease.untouchedRows()).isEqualTo(210);
        assertThat(lease.takeLastRanges(109)).containsExactly(part(2, 60));
        assertThat(lease.remainingRows()).isEqualTo(150);
        assertThat(lease.takeLastRanges(49)).isEmpty();
        assertThat(lease.takeLastRanges(1000))
                .as("the range that is read now stays")
                .containsExactly(part(1, 50));
        assertThat(lease.ranges()).containsExactly(part(0, 100));
    }

    @Test
    void rowsThatAReaderWasToldToReadAreNotFree() {
        lease.advance(0, 90);
        lease.reading = true;
        lease.stepRows = 30;

        assertThat(lease.remainingRows()).isEqualTo(120);
        assertThat(lease.untouchedRows()).isEqualTo(90);
        assertThat(lease.untouchedFrom()).as("of the last range, all").isZero();

        lease.takeLastRanges(60);
        assertThat(lease.untouchedFrom())
                .as("of the last range, what lies behind the step")
                .isEqualTo(20);
    }
}
