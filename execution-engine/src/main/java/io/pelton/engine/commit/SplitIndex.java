// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.TreeMap;

/**
 * Committed splits by their rows. No row is ever in two of them.
 *
 * <p>They are kept packed, and of the ranges of a split those that follow one another are kept as one: a split of a thousand
 * small files takes no more here than one of a part's rows.
 */
final class SplitIndex {
    private final TreeMap<Run, PackedSplit> byRun = new TreeMap<>(Run.BY_START);
    private boolean limited;

    /**
     * Rows that follow one another in the input, also over the ends of parts.
     *
     * @param toPart the part of the row after the last, which is the next part where the last row ends one
     */
    private record Run(int part, long row, int toPart, long toRow) {
        static final Comparator<Run> BY_START =
                Comparator.comparingInt(Run::part).thenComparingLong(Run::row);

        static Run of(RowRange range) {
            return new Run(
                    range.part(),
                    range.fromRow(),
                    range.endsPart() ? range.part() + 1 : range.part(),
                    range.endsPart() ? 0 : range.toRow());
        }

        static List<Run> of(List<RowRange> ranges) {
            List<Run> runs = new ArrayList<>(1);
            for (RowRange range : ranges) {
                Run next = of(range);
                int last = runs.size() - 1;
                if (last >= 0 && runs.get(last).endsAt(next.part, next.row)) {
                    Run first = runs.get(last);
                    runs.set(last, new Run(first.part, first.row, next.toPart, next.toRow));
                } else {
                    runs.add(next);
                }
            }
            return runs;
        }

        boolean endsAt(int otherPart, long otherRow) {
            return toPart == otherPart && toRow == otherRow;
        }

        /** Whether it ends where another begins, or before. */
        boolean isBefore(Run other) {
            return (toPart < other.part || (toPart == other.part && toRow <= other.row))
                    && BY_START.compare(this, other) < 0;
        }

        @Override
        public String toString() {
            return "rows from row " + row + " of part " + part + " to row " + toRow + " of part " + toPart;
        }
    }

    boolean isEmpty() {
        return byRun.isEmpty();
    }

    /** Whether any split has passed a limit, so that rows may stay unread. */
    boolean isLimited() {
        return limited;
    }

    /** The splits that are here now, in the order of their rows; each is made anew whenever it is asked for. */
    List<CommittedSplit> inOrder() {
        List<PackedSplit> splits = new ArrayList<>();
        byRun.forEach((run, split) -> {
            if (split.beginsAt(run.part, run.row)) {
                splits.add(split);
            }
        });
        return new Unpacking(splits);
    }

    private static final class Unpacking extends AbstractList<CommittedSplit> implements RandomAccess {
        private final List<PackedSplit> splits;

        Unpacking(List<PackedSplit> splits) {
            this.splits = splits;
        }

        @Override
        public CommittedSplit get(int index) {
            return splits.get(index).unpacked();
        }

        @Override
        public int size() {
            return splits.size();
        }
    }

    /**
     * Whether a split with exactly these rows is here, so that another attempt at them has lost.
     *
     * @throws PeltonException if some rows, but not all, are in another split
     */
    boolean has(CommittedSplit split) {
        List<Run> runs = Run.of(split.ranges());
        PackedSplit same = byRun.get(runs.get(0));
        if (same != null && same.unpacked().ranges().equals(split.ranges())) {
            return true;
        }
        runs.forEach(run -> requireFree(run, split));
        return false;
    }

    /** Adds a split unless {@link #has} holds. */
    boolean add(CommittedSplit split) {
        if (has(split)) {
            return false;
        }
        PackedSplit packed = new PackedSplit(split);
        for (Run run : Run.of(split.ranges())) {
            requireFree(run, split);
            byRun.put(run, packed);
        }
        limited |= !split.rowsIntoLimits().isEmpty();
        return true;
    }

    private void requireFree(Run run, CommittedSplit split) {
        Map.Entry<Run, PackedSplit> before = byRun.floorEntry(run);
        if (before != null && !before.getKey().isBefore(run)) {
            throw taken(split, before);
        }
        Map.Entry<Run, PackedSplit> after = byRun.higherEntry(run);
        if (after != null && !run.isBefore(after.getKey())) {
            throw taken(split, after);
        }
    }

    /**
     * Checks that the committed rows are the whole input, part by part from the first row to the last.
     *
     * @param parts how many parts the input has
     */
    void requireWhole(int parts) {
        int part = 0;
        long row = 0;
        for (Run run : byRun.keySet()) {
            if (run.part != part || run.row != row) {
                throw incomplete(part, row);
            }
            part = run.toPart;
            row = run.toRow;
        }
        if (part != parts) {
            throw incomplete(part, row);
        }
    }

    private static PeltonException incomplete(int part, long row) {
        return new PeltonException(
                ErrorKind.INTERNAL,
                "Cannot publish the output: expected every row to be committed but found none at part " + part
                        + ", row " + row + ". This is a defect of Pelton; please report it.");
    }

    private static PeltonException taken(CommittedSplit split, Map.Entry<Run, PackedSplit> by) {
        return new PeltonException(
                ErrorKind.INTERNAL,
                "Cannot commit attempt " + split.attempt() + ": expected rows that no split has but found "
                        + by.getKey()
                        + " of attempt " + by.getValue().unpacked().attempt() + " [" + split.ranges()
                        + "]. This is a defect of Pelton; please report it.");
    }
}
