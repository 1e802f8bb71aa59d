// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitIndexTest {
    private static CommittedSplit split(int n, List<RowRange> ranges) {
        String staged = "_pelton/gen-0/staged/e1-s" + n;
        String name = String.format(
                "part-%06d-%012d-", ranges.get(0).part(), ranges.get(0).fromRow());
        return new CommittedSplit(
                ranges,
                "e1-s" + n,
                List.of(
                        new OutputFile(staged + "-0.parquet", name + "000.parquet", 1000, 123_456),
                        new OutputFile(staged + "-1.parquet", name + "001.parquet", 24, 3_000)),
                1024,
                1024,
                List.of(7L, -1L));
    }

    private static List<RowRange> files(int from, int to) {
        List<RowRange> ranges = new ArrayList<>();
        for (int part = from; part < to; part++) {
            ranges.add(new RowRange(part, 0, part % 3, true));
        }
        return ranges;
    }

    @Test
    void splitsComeBackAsTheyWereInTheOrderOfTheirRows() {
        CommittedSplit first = split(0, files(0, 100));
        CommittedSplit second = split(1, List.of(new RowRange(100, 0, 10, false), new RowRange(100, 30, 40, false)));
        CommittedSplit between =
                new CommittedSplit(List.of(new RowRange(100, 10, 30, false)), "elsewhere", List.of(), 20, 0, List.of());
        SplitIndex index = new SplitIndex();
        for (CommittedSplit split : List.of(second, between, first)) {
            assertThat(index.add(split)).isTrue();
            assertThat(index.add(split)).as("once").isFalse();
        }

        assertThat(index.inOrder()).containsExactly(first, second, between);
        index.add(split(3, List.of(new RowRange(100, 40, 50, true))));
        index.requireWhole(101);
        assertThatThrownBy(() -> index.requireWhole(102)).hasMessageContaining("none at part 101, row 0");
    }

    @Test
    void noRowOfAnotherSplitIsTakenAcrossTheEndsOfParts() {
        SplitIndex index = new SplitIndex();
        index.add(split(0, files(3, 9)));

        for (List<RowRange> ranges : List.of(
                files(5, 6),
                files(2, 4),
                files(8, 10),
                files(0, 20),
                List.of(new RowRange(8, 2, 5, false)),
                List.of(new RowRange(2, 0, 2, true), new RowRange(3, 0, 0, true)))) {
            assertThatThrownBy(() -> index.add(split(1, ranges)))
                    .as("%s", ranges)
                    .hasMessageContaining("attempt e1-s1")
                    .hasMessageContaining("attempt e1-s0");
        }
        assertThat(index.add(split(2, files(0, 3)))).isTrue();
        assertThat(index.add(split(3, files(9, 12)))).isTrue();
    }

    @Test
    void aJobOfManySplitsKeepsAFewTensOfBytesForEach() {
        int splits = 4_096;
        SplitList list = new SplitList();
        DoneRows rows = new DoneRows();
        for (int n = 0; n < splits; n++) {
            // Two readers, each in a half of the part.
            long row = (n % 2 * splits + n / 2) * 1024L;
            RowRange range = new RowRange(12, row, row + 1024, false);
            CommittedSplit split = split(n, List.of(range));
            list.append(new CommittedSplit(
                    split.ranges(), split.attempt(), split.files().subList(0, 1), 1024, 1024, List.of()));
            rows.add(range);
        }

        assertThat(list.packedBytes() / splits).isLessThan(64);
        assertThat(rows.intervals()).isEqualTo(2);
        assertThat(list.byRows()).hasSize(splits).isSortedAccordingTo(Comparator.comparing(split -> split.ranges()
                .get(0)
                .fromRow()));
    }
}
