// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.util.List;

/** Committed splits. No row is ever in two of them. A split takes some tens of bytes here. */
final class SplitIndex {
    private final DoneRows rows = new DoneRows();
    private SplitList splits = new SplitList();
    private boolean limited;

    boolean isEmpty() {
        return splits.isEmpty();
    }

    /** Whether any split has passed a limit, so that rows may stay unread. */
    boolean isLimited() {
        return limited;
    }

    /** The splits that are here now, in the order of their rows; each is made anew whenever it is asked for. */
    List<CommittedSplit> inOrder() {
        splits = splits.byRows();
        return splits.byRows();
    }

    /**
     * Whether a split with exactly these rows is here, so that another attempt at them has lost.
     *
     * @throws PeltonException if some rows, but not all, are in another split
     */
    boolean has(CommittedSplit split) {
        for (RowRange range : split.ranges()) {
            if (!rows.isFree(range)) {
                requireSame(split, range);
                return true;
            }
        }
        return false;
    }

    /** Adds a split unless {@link #has} holds. */
    boolean add(CommittedSplit split) {
        if (has(split)) {
            return false;
        }
        for (RowRange range : split.ranges()) {
            if (!rows.isFree(range)) {
                throw taken(split, range, split);
            }
            rows.add(range);
        }
        splits.append(split);
        limited |= !split.rowsIntoLimits().isEmpty();
        return true;
    }

    /** Seldom asked, since few splits are tried more often than they need be: it looks through all. */
    private void requireSame(CommittedSplit split, RowRange range) {
        for (CommittedSplit other : splits) {
            if (other.ranges().equals(split.ranges())) {
                return;
            }
        }
        for (CommittedSplit other : splits) {
            DoneRows others = new DoneRows();
            other.ranges().forEach(others::add);
            if (!others.isFree(range)) {
                throw taken(split, range, other);
            }
        }
        throw new IllegalStateException("no split has rows of " + range + " that are done");
    }

    /**
     * Checks that the committed rows are the whole input, part by part from the first row to the last.
     *
     * @param parts how many parts the input has
     */
    void requireWhole(int parts) {
        DoneRows.Row missing = rows.firstMissing();
        if (!missing.equals(new DoneRows.Row(parts, 0))) {
            throw new PeltonException(
                    ErrorKind.INTERNAL,
                    "Cannot publish the output: expected every row to be committed but found none at part "
                            + missing.part() + ", row " + missing.row()
                            + ". This is a defect of Pelton; please report it.");
        }
    }

    private static PeltonException taken(CommittedSplit split, RowRange range, CommittedSplit by) {
        return new PeltonException(
                ErrorKind.INTERNAL,
                "Cannot commit attempt " + split.attempt() + ": expected rows that no split has but found rows of "
                        + range
                        + " in attempt " + by.attempt() + " [" + split.ranges()
                        + "]. This is a defect of Pelton; please report it.");
    }
}
