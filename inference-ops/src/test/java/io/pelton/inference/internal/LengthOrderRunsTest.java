// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LengthOrderRunsTest {
    private record Run(int from, int to) {
        int rows() {
            return to - from;
        }
    }

    private static List<Run> runs(LengthOrder order, int budget) {
        List<Run> runs = new ArrayList<>();
        for (int from = 0; from < order.size(); from = order.runEnd(from, budget)) {
            runs.add(new Run(from, order.runEnd(from, budget)));
        }
        return runs;
    }

    private static long padded(LengthOrder order, List<Run> runs) {
        return runs.stream()
                .mapToLong(r -> (long) r.rows() * order.length(r.from))
                .sum();
    }

    @Test
    void rowsOfOneLengthShareRunsAndAnOutlierRunsAlone() {
        int[] lengths = IntStream.concat(
                        IntStream.of(200), IntStream.generate(() -> 10).limit(20))
                .toArray();
        LengthOrder order = new LengthOrder().sort(lengths);

        List<Run> runs = runs(order, 1_000);

        assertThat(runs).hasSize(2);
        assertThat(padded(order, runs)).as("tokens, of which none is padding").isEqualTo(200 + 20 * 10);
    }

    @Test
    void lessIsPaddedThanByFillingEveryRun() {
        Random random = new Random(5);
        int[] lengths = IntStream.range(0, 512)
                .map(i -> (int) Math.max(3, Math.round(Math.exp(2.8 + 0.6 * random.nextGaussian()))))
                .toArray();
        LengthOrder order = new LengthOrder().sort(lengths);
        long real = IntStream.of(lengths).sum();
        long filled = 0;
        for (int from = 0; from < order.size(); ) {
            int to = Math.min(order.size(), from + Math.max(1, 384 / order.length(from)));
            filled += (long) (to - from) * order.length(from);
            from = to;
        }

        long planned = padded(order, runs(order, 384));

        assertThat(planned - real).as("padding").isLessThan((filled - real) / 2);
    }
}
