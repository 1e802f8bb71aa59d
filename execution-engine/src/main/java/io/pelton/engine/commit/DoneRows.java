// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which rows of an input are done: a set of intervals of the input's rows in order, part after part. Ranges that touch become
 * one interval, also over the ends of parts, so that a job takes here what it has done out of order, not what it has done.
 */
final class DoneRows {
    /** By their first row: the row after the last, which is the next part's first where the last row ends a part. */
    private final TreeMap<Row, Row> intervals = new TreeMap<>(Row.ORDER);

    /** A row's place in the input. */
    record Row(int part, long row) {
        static final Comparator<Row> ORDER = Comparator.comparingInt(Row::part).thenComparingLong(Row::row);
        static final Row FIRST = new Row(0, 0);

        static Row begin(RowRange range) {
            return new Row(range.part(), range.fromRow());
        }

        static Row end(RowRange range) {
            return range.endsPart() ? new Row(range.part() + 1, 0) : new Row(range.part(), range.toRow());
        }

        boolean isBefore(Row other) {
            return ORDER.compare(this, other) < 0;
        }

        boolean isAt(Row other) {
            return ORDER.compare(this, other) == 0;
        }
    }

    /** Whether no row of a range is done. */
    boolean isFree(RowRange range) {
        Map.Entry<Row, Row> before = intervals.floorEntry(Row.begin(range));
        Row after = intervals.higherKey(Row.begin(range));
        return (before == null || !Row.begin(range).isBefore(before.getValue()))
                && (after == null || !after.isBefore(Row.end(range)));
    }

    /** Adds a range of which no row is done. */
    void add(RowRange range) {
        Row begin = Row.begin(range);
        Row end = Row.end(range);
        Map.Entry<Row, Row> before = intervals.floorEntry(begin);
        if (before != null && before.getValue().isAt(begin)) {
            begin = before.getKey();
        }
        Row behind = intervals.remove(end);
        intervals.put(begin, behind == null ? end : behind);
    }

    /** The first row that is not done; that of part N, if the N parts of the input are done. */
    Row firstMissing() {
        Map.Entry<Row, Row> first = intervals.firstEntry();
        return first == null || !first.getKey().isAt(Row.FIRST) ? Row.FIRST : first.getValue();
    }

    /** How many intervals there are. */
    int intervals() {
        return intervals.size();
    }
}
