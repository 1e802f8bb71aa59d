// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import io.pelton.engine.commit.RowRange;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of consecutive rows that one reader goes through: the reader's work, of which splits are cut. Its identity and
 * {@link #ranges} may be read by the runtime; all else is the scheduler's.
 */
public final class Lease {
    final long id;
    final int leaf;
    final List<RowRange> ranges;
    /** The range that is read now, and the row of it that is read next. */
    int current;

    long row;
    /** Set when a step is with an actor. */
    boolean reading;
    /** Set when nothing more is to be read, whatever is left. */
    boolean cut;

    /** Input rows that the step may go on by, and the bytes reserved for it. */
    int stepRows;

    long reservedBytes;

    Lease(long id, int leaf, List<RowRange> ranges) {
        this.id = id;
        this.leaf = leaf;
        this.ranges = new ArrayList<>(ranges);
        this.row = ranges.get(0).fromRow();
    }

    /** Unique within the job. */
    public long id() {
        return id;
    }

    /** The leaf stage whose scan is read. */
    public int stage() {
        return leaf;
    }

    /**
     * What to read, in order. The scheduler may take ranges away from the end later and shorten what is the last one then,
     * and never asks for rows beyond; copy it in {@link Commands#read}.
     */
    public List<RowRange> ranges() {
        return ranges;
    }

    /** Whether rows of a part are among those it had when it began. */
    boolean goesThrough(int part) {
        return ranges.get(0).part() <= part
                && part <= ranges.get(ranges.size() - 1).part();
    }

    boolean exhausted() {
        return current >= ranges.size();
    }

    long remainingRows() {
        long rows = 0;
        for (int i = current; i < ranges.size(); i++) {
            rows += ranges.get(i).rows();
        }
        return exhausted() ? 0 : rows - (row - ranges.get(current).fromRow());
    }

    /** Rows that nobody was told to read yet. */
    long untouchedRows() {
        return Math.max(0, remainingRows() - (reading ? stepRows : 0));
    }

    /** The first row of the last range that another may read. */
    long untouchedFrom() {
        RowRange last = ranges.get(ranges.size() - 1);
        return Math.max(last.fromRow(), last.toRow() - untouchedRows());
    }

    /** Takes whole ranges away from the end, with {@code most} untouched rows together at the most; none if there are none. */
    List<RowRange> takeLastRanges(long most) {
        int from = ranges.size();
        long rows = 0;
        while (from - 1 > current && rows + ranges.get(from - 1).rows() <= most) {
            from--;
            rows += ranges.get(from).rows();
        }
        List<RowRange> last = ranges.subList(from, ranges.size());
        List<RowRange> taken = List.copyOf(last);
        last.clear();
        return taken;
    }

    /** Moves on to where the reader is; gives the ranges that lie behind since the last call, in order. */
    List<RowRange> advance(int range, long toRow) {
        List<RowRange> passed = new ArrayList<>(1);
        while (current < range) {
            passed.add(rest(ranges.get(current).toRow()));
            current++;
            row = current < ranges.size() ? ranges.get(current).fromRow() : 0;
        }
        if (current < ranges.size()
                && (toRow > row || toRow == ranges.get(current).toRow())) {
            passed.add(rest(toRow));
            row = toRow;
            if (toRow == ranges.get(current).toRow()) {
                current++;
                row = current < ranges.size() ? ranges.get(current).fromRow() : 0;
            }
        }
        return passed;
    }

    private RowRange rest(long toRow) {
        RowRange whole = ranges.get(current);
        return new RowRange(whole.part(), row, toRow, whole.endsPart() && toRow == whole.toRow());
    }

    /** What is left to read, taken away from this lease. */
    List<RowRange> takeRest() {
        List<RowRange> rest = new ArrayList<>();
        for (int i = current; i < ranges.size(); i++) {
            RowRange r = ranges.get(i);
            rest.add(i == current ? new RowRange(r.part(), row, r.toRow(), r.endsPart()) : r);
        }
        current = ranges.size();
        return rest;
    }
}
