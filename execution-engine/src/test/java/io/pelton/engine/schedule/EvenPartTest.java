// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** How the last rows of a split are cut into tasks. */
class EvenPartTest {
    private static List<Integer> parts(int rows, int wanted, int batch) {
        List<Integer> parts = new ArrayList<>();
        for (int left = rows; left > 0; left -= parts.get(parts.size() - 1)) {
            parts.add(Edges.evenPart(left, wanted, batch));
        }
        return parts;
    }

    @Test
    void aFewRowsMoreThanWantedAreNotLeftOver() {
        assertThat(parts(1024, 964, 1024)).containsExactly(1024);
        assertThat(parts(1024, 452, 1024)).containsExactly(512, 512);
        assertThat(parts(1500, 1000, 1024)).containsExactly(750, 750);
        assertThat(parts(60, 452, 1024)).containsExactly(60);
    }

    @Property
    void partsAreNoLargerThanABatchAndOfAboutEqualSizes(
            @ForAll @IntRange(min = 1, max = 20_000) int rows,
            @ForAll @IntRange(min = 1, max = 2048) int batch,
            @ForAll @IntRange(min = 1, max = 2048) int wanted) {
        int most = Math.min(batch, wanted);
        List<Integer> parts = parts(rows, most, batch);

        int largest = parts.stream().mapToInt(part -> part).max().orElseThrow();
        int smallest = parts.stream().mapToInt(part -> part).min().orElseThrow();
        assertThat(largest).isBetween(1, batch);
        assertThat(largest).isLessThan(2 * most + 1);
        assertThat(smallest).isGreaterThanOrEqualTo(Math.min(rows, most) / 2);
    }
}
