// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.engine.commit.RowRange;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InputProgressTest {
    @Test
    void partsOfUnknownRowsCountByTheirSize() {
        InputProgress progress = new InputProgress(3, part -> 100L * (part + 1), Long.MAX_VALUE);
        assertThat(progress.fraction()).as("nothing is known").isEmpty();

        progress.layout(0, 10);
        progress.done(List.of(new RowRange(0, 0, 6, false)));
        assertThat(progress.fraction()).hasValue(6.0 / 60);

        progress.done(List.of(new RowRange(0, 6, 10, true), new RowRange(1, 0, 30, true)));
        assertThat(progress.fraction()).as("part 1 had more rows than expected").hasValue(40.0 / (40 + 40));

        progress.layout(2, 10);
        progress.done(List.of(new RowRange(2, 0, 10, true)));
        assertThat(progress.fraction()).hasValue(1);
    }

    @Test
    void aPartWithoutSizeLeavesNoTellingUntilItsRowsAreKnown() {
        InputProgress progress = new InputProgress(2, part -> 0, 8);
        progress.layout(0, 10);
        progress.done(List.of(new RowRange(0, 0, 4, false)));
        assertThat(progress.fraction()).isEmpty();

        progress.layout(1, 10);
        assertThat(progress.fraction()).as("no more than the limit is read").hasValue(0.5);
    }

    @Test
    void nothingCanBeToldUntilAllPartsAreListed() {
        InputProgress progress = new InputProgress(part -> 100, Long.MAX_VALUE);
        progress.found(1);
        progress.done(List.of(new RowRange(0, 0, 10, true)));
        assertThat(progress.fraction()).isEmpty();

        progress.found(1);
        progress.listed();
        assertThat(progress.fraction()).hasValue(0.5);
    }

    @Test
    void askingDoesNotLookAtThePartsAgain() {
        AtomicInteger looks = new AtomicInteger();
        int parts = 50_000;
        InputProgress progress = new InputProgress(
                parts,
                part -> {
                    looks.incrementAndGet();
                    return 1000;
                },
                Long.MAX_VALUE);
        for (int part = 0; part < parts; part++) {
            progress.layout(part, 10);
            progress.done(List.of(new RowRange(part, 0, 10, true)));
            progress.fraction();
        }

        assertThat(progress.fraction()).hasValue(1);
        assertThat(looks).hasValue(2 * parts);
    }
}
