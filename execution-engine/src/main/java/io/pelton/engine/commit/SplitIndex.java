// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Committed splits by their rows. No row is ever in two of them, and no two files have one name. */
final class SplitIndex {
    private static final Comparator<RowRange> BY_ROWS =
            Comparator.comparingInt(RowRange::part).thenComparingLong(RowRange::fromRow);

    private final TreeMap<RowRange, CommittedSplit> byRange = new TreeMap<>(BY_ROWS);
    private final Set<String> names = new HashSet<>();

    /** The splits in the order of their rows. */
    List<CommittedSplit> inOrder() {
        List<CommittedSplit> splits = new ArrayList<>();
        byRange.forEach((range, split) -> {
            if (range.equals(split.ranges().get(0))) {
                splits.add(split);
            }
        });
        return splits;
    }

    /**
     * Whether a split with exactly these rows is here, so that another attempt at them has lost.
     *
     * @throws PeltonException if some rows, but not all, are in another split
     */
    boolean has(CommittedSplit split) {
        CommittedSplit first = byRange.get(split.ranges().get(0));
        if (first != null && first.ranges().equals(split.ranges())) {
            return true;
        }
        for (RowRange range : split.ranges()) {
            requireFree(range, split);
        }
        for (OutputFile file : split.files()) {
            require(!names.contains(file.name()), split, "a new file name", "'" + file.name() + "' twice");
        }
        return false;
    }

    /** Adds a split unless {@link #has} holds. */
    boolean add(CommittedSplit split) {
        if (has(split)) {
            return false;
        }
        for (RowRange range : split.ranges()) {
            requireFree(range, split);
            byRange.put(range, split);
        }
        split.files().forEach(file -> names.add(file.name()));
        return true;
    }

    private void requireFree(RowRange range, CommittedSplit split) {
        Map.Entry<RowRange, CommittedSplit> before = byRange.floorEntry(range);
        if (before != null && before.getKey().part() == range.part()) {
            RowRange b = before.getKey();
            boolean free = b.toRow() <= range.fromRow() && b.fromRow() < range.fromRow();
            require(
                    free,
                    split,
                    "rows that no split has",
                    b + " of attempt " + before.getValue().attempt());
        }
        Map.Entry<RowRange, CommittedSplit> after = byRange.higherEntry(range);
        if (after != null && after.getKey().part() == range.part()) {
            RowRange a = after.getKey();
            boolean free = range.toRow() <= a.fromRow();
            require(
                    free,
                    split,
                    "rows that no split has",
                    a + " of attempt " + after.getValue().attempt());
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
        for (RowRange range : byRange.keySet()) {
            if (range.part() != part || range.fromRow() != row) {
                throw incomplete(part, row);
            }
            row = range.endsPart() ? 0 : range.toRow();
            part += range.endsPart() ? 1 : 0;
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

    private static void require(boolean holds, CommittedSplit split, String expected, String found) {
        if (!holds) {
            throw new PeltonException(
                    ErrorKind.INTERNAL,
                    "Cannot commit attempt " + split.attempt() + ": expected " + expected + " but found " + found + " ["
                            + split.ranges() + "]. This is a defect of Pelton; please report it.");
        }
    }
}
