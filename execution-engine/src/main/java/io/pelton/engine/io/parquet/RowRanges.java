// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of rows as ranges that ascend and do not touch.
 *
 * @param ranges the ranges
 */
record RowRanges(List<Range> ranges) {
    static final RowRanges NONE = new RowRanges(List.of());

    /** Rows {@code [from, to)}, at least one. */
    record Range(long from, long to) {}

    static RowRanges of(long from, long to) {
        return from < to ? new RowRanges(List.of(new Range(from, to))) : NONE;
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** These rows and those of a range that begins at or after the last of these. */
    static void append(List<Range> target, long from, long to) {
        if (from >= to) {
            return;
        }
        int last = target.size() - 1;
        if (last >= 0 && target.get(last).to() >= from) {
            target.set(
                    last,
                    new Range(
                            target.get(last).from(),
                            Math.max(to, target.get(last).to())));
        } else {
            target.add(new Range(from, to));
        }
    }

    RowRanges intersect(RowRanges other) {
        List<Range> both = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < ranges.size() && j < other.ranges.size()) {
            Range a = ranges.get(i);
            Range b = other.ranges.get(j);
            append(both, Math.max(a.from(), b.from()), Math.min(a.to(), b.to()));
            if (a.to() < b.to()) {
                i++;
            } else {
                j++;
            }
        }
        return new RowRanges(both);
    }

    RowRanges union(RowRanges other) {
        List<Range> either = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < ranges.size() || j < other.ranges.size()) {
            boolean first = j == other.ranges.size()
                    || i < ranges.size()
                            && ranges.get(i).from() <= other.ranges.get(j).from();
            Range next = first ? ranges.get(i++) : other.ranges.get(j++);
            append(either, next.from(), next.to());
        }
        return new RowRanges(either);
    }
}
