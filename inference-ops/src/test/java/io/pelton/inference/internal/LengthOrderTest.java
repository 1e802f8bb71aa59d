// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LengthOrderTest {
    @Test
    void longestComesFirstAndRowsOfOneLengthStayInOrder() {
        LengthOrder order = new LengthOrder().sort(new int[] {3, 7, -1, 3, 9});

        assertThat(new int[] {order.row(0), order.row(1), order.row(2), order.row(3)})
                .containsExactly(4, 1, 0, 3);
    }

    @Property(tries = 100)
    void anOrderUsedAgainIsAsANewOne(
            @ForAll @Size(min = 0, max = 60) int @IntRange(min = -1, max = 300) [] before,
            @ForAll @Size(min = 0, max = 60) int @IntRange(min = -1, max = 300) [] lengths,
            @ForAll @IntRange(min = 1, max = 2000) int budget) {
        LengthOrder again = new LengthOrder().sort(before);
        if (again.size() > 0) {
            again.runEnd(0, budget);
        }
        again.sort(lengths);
        LengthOrder fresh = new LengthOrder().sort(lengths);

        assertThat(again.size()).isEqualTo(fresh.size());
        for (int position = 0; position < fresh.size(); position++) {
            assertThat(again.row(position)).isEqualTo(fresh.row(position));
            assertThat(again.runEnd(position, budget)).isEqualTo(fresh.runEnd(position, budget));
        }
    }

    @Property(tries = 300)
    void runsHoldEveryRowOnceAndStayInBudget(
            @ForAll @Size(min = 1, max = 100) int @IntRange(min = -1, max = 300) [] lengths,
            @ForAll @IntRange(min = 1, max = 2000) int budget) {
        LengthOrder order = new LengthOrder().sort(lengths);
        Set<Integer> rows = new HashSet<>();

        for (int from = 0; from < order.size(); ) {
            int to = order.runEnd(from, budget);
            assertThat(to).isGreaterThan(from);
            if (to - from > 1) {
                assertThat((to - from) * order.length(from)).isLessThanOrEqualTo(budget);
            }
            for (int position = from; position < to; position++) {
                assertThat(order.length(position)).isLessThanOrEqualTo(order.length(from));
                assertThat(order.length(position)).isEqualTo(lengths[order.row(position)]);
                assertThat(rows.add(order.row(position))).isTrue();
            }
            from = to;
        }
        for (int row = 0; row < lengths.length; row++) {
            assertThat(rows.contains(row)).isEqualTo(lengths[row] >= 0);
        }
    }
}
