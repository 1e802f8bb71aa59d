// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import static java.util.Objects.requireNonNull;

import io.pelton.engine.commit.RowRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of the input is still to be read, and in which order: the parts, less what earlier runs have committed and what is
 * leased, plus what was given back.
 *
 * <p>A part whose rows are all committed is passed without asking for its layout, so its file is never opened.
 */
final class InputCursor {
    /** Layouts asked for ahead of the cursor. */
    private static final int AHEAD = 32;

    private final List<InputPart> parts = new ArrayList<>();
    /** Leaves of which more parts may come, behind those that are known. */
    private final TreeSet<Integer> unlisted;

    /** What earlier runs have committed of the parts that are not passed yet. */
    private final Map<Integer, TreeMap<Long, RowRange>> committed = new TreeMap<>();

    private final Map<Integer, Layout> layouts = new TreeMap<>();
    private final BitSet asked = new BitSet();
    private final BitSet skippedLeaves = new BitSet();
    private final Map<Integer, Long> scanRowsLeft = new TreeMap<>();
    private final ArrayDeque<List<RowRange>> returned = new ArrayDeque<>();
    private int part;
    private int askedAt = -1;
    private @Nullable ArrayDeque<RowRange> free;

    private record Layout(long rows, List<Long> starts) {}

    /**
     * @param parts the parts that are known, in order
     * @param unlisted leaves of which more may come
     * @param committedRanges what earlier runs have committed
     * @param scanLimits the first rows to read of each leaf that has such a limit
     */
    InputCursor(
            List<InputPart> parts,
            Set<Integer> unlisted,
            List<RowRange> committedRanges,
            Map<Integer, Long> scanLimits) {
        this.parts.addAll(parts);
        this.unlisted = new TreeSet<>(unlisted);
        scanRowsLeft.putAll(scanLimits);
        committedRanges.forEach(this::addCommitted);
    }

    /** Ranges that touch, as those of splits that were read one after the other, become one. */
    private void addCommitted(RowRange range) {
        TreeMap<Long, RowRange> done = committed.computeIfAbsent(range.part(), p -> new TreeMap<>());
        Map.Entry<Long, RowRange> before = done.lowerEntry(range.fromRow());
        if (before != null && before.getValue().toRow() == range.fromRow()) {
            long from = before.getKey();
            done.put(from, new RowRange(range.part(), from, range.toRow(), range.endsPart()));
        } else {
            done.put(range.fromRow(), range);
        }
    }

    /** More parts are known. */
    void add(List<InputPart> more) {
        parts.addAll(more);
        askedAt = -1;
    }

    /** All parts of a leaf are known. */
    void listed(int leaf) {
        unlisted.remove(leaf);
    }

    /** Leaves whose further parts nobody will read; each is named once. */
    List<Integer> leavesToListNoFurther() {
        if (unlisted.isEmpty()) {
            return List.of();
        }
        settle();
        List<Integer> ended = unlisted.stream().filter(this::skipsRestOf).toList();
        ended.forEach(unlisted::remove);
        return ended;
    }

    /** Parts whose layouts are needed soon; each is named once. */
    List<Integer> layoutsToLoad() {
        if (part == askedAt) {
            return List.of();
        }
        askedAt = part;
        List<Integer> wanted = new ArrayList<>();
        int ahead = 0;
        for (int p = part; p < parts.size() && ahead < AHEAD; p++) {
            if (skips(p) || rowsIfAllCommitted(p).isPresent()) {
                continue;
            }
            ahead++;
            if (!asked.get(p)) {
                asked.set(p);
                wanted.add(p);
            }
        }
        return wanted;
    }

    void layout(int p, long rows, List<Long> starts) {
        if (p >= part) {
            layouts.put(p, new Layout(rows, starts));
        }
    }

    /** No more rows of a leaf are wanted. */
    void skipLeaf(int leaf) {
        skippedLeaves.set(leaf);
        if (free != null && part < parts.size() && parts.get(part).leaf() == leaf) {
            nextPart();
        }
        returned.removeIf(ranges -> parts.get(ranges.get(0).part()).leaf() == leaf);
    }

    /** Takes back rows that a lease did not finish. */
    void giveBack(List<RowRange> ranges) {
        if (!ranges.isEmpty() && !skippedLeaves.get(leafOf(ranges))) {
            returned.add(List.copyOf(ranges));
        }
    }

    int leafOf(List<RowRange> ranges) {
        return parts.get(ranges.get(0).part()).leaf();
    }

    /** Whether everything is leased or committed. */
    boolean exhausted() {
        settle();
        return returned.isEmpty()
                && part >= parts.size()
                && (unlisted.isEmpty() || unlisted.stream().allMatch(this::skipsRestOf));
    }

    /** The leaf that the next rows belong to, or -1 if they are not known yet or there are none. */
    int nextLeaf() {
        settle();
        if (!returned.isEmpty()) {
            return leafOf(returned.element());
        }
        return free == null ? -1 : parts.get(part).leaf();
    }

    /**
     * The next run of rows: to the end of a part, or over several small ones of one leaf until there are enough.
     *
     * @param divide whether to end inside a part as soon as there are enough, where a reader starts cheaply
     * @return null if {@link #nextLeaf} is -1
     */
    @Nullable
    List<RowRange> take(long enoughRows, boolean divide) {
        settle();
        if (!returned.isEmpty()) {
            return returned.remove();
        }
        if (free == null) {
            return null;
        }
        List<RowRange> taken = new ArrayList<>();
        int leaf = parts.get(part).leaf();
        long rows = 0;
        while (free != null && parts.get(part).leaf() == leaf && rows < enoughRows && joins(taken, free.element())) {
            RowRange next = divide ? head(free, enoughRows - rows) : free.remove();
            taken.add(next);
            rows += next.rows();
            if (!free.isEmpty()) {
                break;
            }
            nextPart();
            settle();
        }
        return taken;
    }

    private RowRange head(ArrayDeque<RowRange> ranges, long enoughRows) {
        RowRange whole = ranges.remove();
        long enough = whole.fromRow() + enoughRows;
        long cut = requireNonNull(layouts.get(whole.part())).starts.stream()
                .filter(s -> s >= enough && s < whole.toRow())
                .findFirst()
                .orElse(whole.toRow());
        if (cut == whole.toRow()) {
            return whole;
        }
        ranges.addFirst(new RowRange(whole.part(), cut, whole.toRow(), whole.endsPart()));
        return new RowRange(whole.part(), whole.fromRow(), cut, false);
    }

    /** A part that is passed is not read from any more: how its rows lie need not be known. */
    void readWhole(int p) {
        if (p < part) {
            layouts.remove(p);
        }
    }

    /** How many layouts are kept, for tests. */
    int layoutsKept() {
        return layouts.size();
    }

    /** Where to cut a lease in two, near the middle of what is left: a row at which a reader starts cheaply if there is one. */
    long middle(RowRange range, long fromRow) {
        long middle = fromRow + (range.toRow() - fromRow) / 2;
        Layout layout = layouts.get(range.part());
        if (layout == null) {
            return middle;
        }
        return layout.starts.stream()
                .filter(s -> s > fromRow && s < range.toRow())
                .min(Comparator.comparingLong(s -> Math.abs(s - middle)))
                .filter(s -> Math.abs(s - middle) <= (range.toRow() - fromRow) / 4)
                .orElse(middle);
    }

    /** Rows between two committed ones must not be jumped over: output is ordered by a split's first row. */
    private static boolean joins(List<RowRange> taken, RowRange next) {
        if (taken.isEmpty()) {
            return true;
        }
        RowRange last = taken.get(taken.size() - 1);
        return last.endsPart() && next.part() == last.part() + 1 && next.fromRow() == 0;
    }

    /** Moves to the next part that has rows to read and a known layout, or stops at one whose layout is awaited. */
    private void settle() {
        while (free == null && part < parts.size()) {
            OptionalLong done = rowsIfAllCommitted(part);
            if (skips(part)) {
                layouts.remove(part);
                nextPart();
            } else if (done.isPresent()) {
                countScanned(part, done.getAsLong());
                nextPart();
            } else if (layouts.containsKey(part)) {
                open(layouts.get(part));
            } else {
                return;
            }
        }
    }

    private void open(Layout layout) {
        int leaf = parts.get(part).leaf();
        long end = Math.min(layout.rows, scanRowsLeft.getOrDefault(leaf, Long.MAX_VALUE));
        ArrayDeque<RowRange> gaps = new ArrayDeque<>();
        long row = 0;
        TreeMap<Long, RowRange> done = committed.getOrDefault(part, new TreeMap<>());
        for (RowRange range : done.values()) {
            long stop = Math.min(range.fromRow(), end);
            if (stop > row) {
                gaps.add(new RowRange(part, row, stop, false));
            }
            row = Math.max(row, range.toRow());
        }
        if (row < end || (layout.rows == 0 && done.isEmpty())) {
            gaps.add(new RowRange(part, row, end, end == layout.rows));
        }
        countScanned(part, layout.rows);
        if (gaps.isEmpty()) {
            layouts.remove(part);
            nextPart();
        } else {
            free = gaps;
        }
    }

    private void nextPart() {
        // Where a reader starts at the first row only, there is nothing to know for a cut; an input has many such
        // parts.
        layouts.computeIfPresent(part, (p, layout) -> layout.starts.size() > 1 ? layout : null);
        committed.remove(part);
        part++;
        free = null;
    }

    private void countScanned(int p, long rows) {
        scanRowsLeft.computeIfPresent(parts.get(p).leaf(), (leaf, left) -> Math.max(0, left - rows));
    }

    private boolean skips(int p) {
        return skipsRestOf(parts.get(p).leaf());
    }

    /** Whether the parts of a leaf from the cursor on are passed over. */
    private boolean skipsRestOf(int leaf) {
        return skippedLeaves.get(leaf) || scanRowsLeft.getOrDefault(leaf, 1L) <= 0;
    }

    private OptionalLong rowsIfAllCommitted(int p) {
        TreeMap<Long, RowRange> done = committed.get(p);
        if (done == null) {
            return OptionalLong.empty();
        }
        long row = 0;
        for (RowRange range : done.values()) {
            if (range.fromRow() > row) {
                return OptionalLong.empty();
            }
            row = Math.max(row, range.toRow());
            if (range.endsPart()) {
                return OptionalLong.of(row);
            }
        }
        return OptionalLong.empty();
    }
}
