// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.engine.io.parquet.LeafType.Form;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * Reads a primitive column row by row, across the pages of a row group.
 *
 * <p><b>Windows.</b> Levels are decoded for a window of entries at a time, never beyond a page. What lies in the window can
 * be measured before it is taken ({@link #peek}, {@link #bytesOf}), so that all columns of a batch can stop at the same
 * row before any of them holds too much. A row that goes on behind the window counts only with its part inside.
 */
abstract class LeafReader extends ColumnPart {
    private static final int FLAT_WINDOW = 4096;
    private static final int REPEATED_WINDOW = 1 << 15;
    private static final int MAX_EXPECTED_BYTES = 64 << 20;
    private static final int FIRST_TEXT_BYTES = 16;
    private static final byte[] NO_LEVELS = new byte[0];

    final ReadNode.Leaf leaf;
    /** The definition levels of the window. */
    final byte[] definitions;

    final BitBuffer validity = new BitBuffer();
    final DataBuffer data = new DataBuffer();
    private final byte[] repetitions;
    private final List<LevelSink> parents = new ArrayList<>();
    private final int[] rowStarts;
    private int rows;
    private int nextRow;
    private @Nullable PageReader pages;
    private @Nullable DataPage page;
    private int pageLeft;
    private int cursor;
    private int windowEnd;
    private boolean windowFull;
    private double rowBytes;
    private long nextGroupRow;
    private long endGroupRow;

    LeafReader(ReadNode.Leaf leaf) {
        this.leaf = leaf;
        this.rowBytes = leaf.type().form() == Form.VARIABLE
                ? FIRST_TEXT_BYTES
                : leaf.type().arrowBytes();
        boolean repeated = leaf.maxRepetition() > 0;
        int window = repeated ? REPEATED_WINDOW : FLAT_WINDOW;
        this.definitions = new byte[window];
        this.repetitions = repeated ? new byte[window] : NO_LEVELS;
        this.rowStarts = repeated ? new int[window + 1] : new int[0];
    }

    static LeafReader of(ReadNode.Leaf leaf, byte[] scratch) {
        return leaf.type().form() == Form.VARIABLE
                ? new VariableLeafReader(leaf, scratch)
                : new FixedLeafReader(leaf, scratch);
    }

    /** The bytes of data that a row is expected to take: what one took in the batch before. */
    final double rowBytes() {
        return rowBytes;
    }

    /** Is told of a batch that was finished. */
    final void learn(int batchRows) {
        rowBytes = Math.max(1, (double) data.size() / batchRows);
    }

    final void startData(BufferAllocator allocator, int batchRows) {
        validity.clear();
        data.start(allocator, (long) Math.min(MAX_EXPECTED_BYTES, Math.ceil(batchRows * rowBytes)));
    }

    @Override
    public final void close() {
        data.close();
    }

    /** Names a part that is built from this column's levels. */
    void addParent(LevelSink parent) {
        parents.add(parent);
    }

    /** Goes to the first row of a row group. */
    void open(PageReader group, long groupRows) {
        pages = group;
        page = null;
        pageLeft = 0;
        emptyWindow();
        nextGroupRow = 0;
        endGroupRow = groupRows;
    }

    private void emptyWindow() {
        cursor = 0;
        windowEnd = 0;
        rows = 0;
        nextRow = 0;
    }

    /** Goes to a row of the group, not before the present one; rows from {@code end} on will not be asked for. */
    void seek(long row, long end) {
        PageReader.PageIndex index = pages().index();
        if (index != null) {
            boolean jump = page == null
                    || index.pageOf(row) != index.pageOf(Math.max(0, nextGroupRow - 1))
                    || end > endGroupRow;
            if (jump) {
                nextGroupRow = pages().seek(index, row, end);
                endGroupRow = index.firstRow(index.pageOf(end - 1) + 1);
                page = null;
                pageLeft = 0;
                emptyWindow();
            }
        }
        consume(row - nextGroupRow, false);
    }

    /** How many of the next {@code wanted} rows can be measured now, at least one if there are any. */
    int peek(int wanted) {
        ensureWindow();
        return Math.min(wanted, leaf.maxRepetition() == 0 ? windowEnd - cursor : rows - nextRow);
    }

    /** The bytes that the next {@code n} rows, of those peeked at, will take in Arrow's form. */
    long bytesOf(int n) {
        int to = leaf.maxRepetition() == 0 ? cursor + n : n == rows - nextRow ? windowEnd : rowStarts[nextRow + n];
        return bytes(cursor, to) + (leaf.maxRepetition() == 0 ? 0 : 4L * n);
    }

    /** Appends the next {@code n} rows. */
    void append(int n) {
        consume(n, true);
    }

    private void ensureWindow() {
        if (cursor == windowEnd && !load()) {
            throw new DamagedFileException("fewer values than rows");
        }
        if (cursor == 0 && repetitions.length > 0 && repetitions[0] != 0) {
            throw new DamagedFileException("a row that does not begin");
        }
    }

    private void consume(long n, boolean keep) {
        if (n < 0) {
            throw new IllegalStateException("row " + (nextGroupRow + n) + " has been passed");
        }
        if (leaf.maxRepetition() == 0) {
            for (long left = n; left > 0; ) {
                ensureWindow();
                int count = (int) Math.min(left, windowEnd - cursor);
                move(cursor + count, keep);
                left -= count;
            }
        } else if (n > 0) {
            consumeRepeated(n, keep);
        }
        nextGroupRow += n;
    }

    private void consumeRepeated(long n, boolean keep) {
        long left = n;
        ensureWindow();
        while (true) {
            if (cursor == windowEnd) {
                if (left == 0 && pageLeft == 0 && pages().rowAligned()) {
                    return;
                }
                if (!load()) {
                    if (left > 0) {
                        throw new DamagedFileException("fewer values than rows");
                    }
                    return;
                }
            }
            if (left >= rows - nextRow) {
                left -= rows - nextRow;
                nextRow = rows;
                move(windowEnd, keep);
            } else {
                nextRow += (int) left;
                move(rowStarts[nextRow], keep);
                return;
            }
        }
    }

    private void move(int to, boolean keep) {
        if (to == cursor) {
            return;
        }
        if (keep) {
            for (LevelSink parent : parents) {
                parent.accept(definitions, repetitions, cursor, to);
            }
            take(cursor, to, windowFull);
        } else {
            drop(cursor, to);
        }
        cursor = to;
    }

    /** Decodes the next window; false behind the last page. */
    private boolean load() {
        while (pageLeft == 0) {
            finishPage();
            page = pages().next();
            if (page == null) {
                return false;
            }
            pageLeft = page.entries();
            startPage(page, pages().dictionary());
        }
        DataPage current = page;
        if (current == null) {
            throw new IllegalStateException("no page");
        }
        int n = Math.min(definitions.length, pageLeft);
        if (leaf.maxRepetition() > 0) {
            current.repetitions().read(repetitions, n, leaf.maxRepetition());
            findRows(n);
        }
        int present = current.definitions().read(definitions, n, leaf.maxDefinition());
        windowFull = present == n;
        cursor = 0;
        windowEnd = n;
        pageLeft -= n;
        loaded(n, present);
        return true;
    }

    private void findRows(int n) {
        rows = 0;
        nextRow = 0;
        for (int i = 0; i < n; i++) {
            rowStarts[rows] = i;
            rows += repetitions[i] == 0 ? 1 : 0;
        }
    }

    private void finishPage() {
        if (page != null) {
            endPage();
        }
    }

    /** Refuses a row group that holds more than its rows, after the last of them. */
    void finishGroup() {
        if (pages().rowAligned()) {
            return;
        }
        if (cursor != windowEnd || load()) {
            throw new DamagedFileException("more values than rows");
        }
    }

    private PageReader pages() {
        PageReader current = pages;
        if (current == null) {
            throw new IllegalStateException("no row group");
        }
        return current;
    }

    /** Starts to decode the values of a page. */
    abstract void startPage(DataPage next, @Nullable Dictionary dictionary);

    /** Is told of a new window with {@code present} values. */
    abstract void loaded(int entries, int present);

    /** The bytes of the entries {@code [from, to)} of the window. */
    abstract long bytes(int from, int to);

    /** Appends the entries {@code [from, to)} of the window, the next ones. */
    abstract void take(int from, int to, boolean full);

    /** Leaves out the entries {@code [from, to)} of the window, the next ones. */
    abstract void drop(int from, int to);

    /** Refuses a page with values left. */
    abstract void endPage();

    /** How many of the entries {@code [from, to)} have values. */
    final int present(int from, int to, boolean full) {
        if (full) {
            return to - from;
        }
        int max = leaf.maxDefinition();
        int count = 0;
        int i = from;
        for (; i <= to - 8; i += 8) {
            count += Bytes.countEqual(Bytes.getLong(definitions, i), max);
        }
        for (; i < to; i++) {
            count += definitions[i] == max ? 1 : 0;
        }
        return count;
    }

    /** Appends the validity of the entries {@code [from, to)}. */
    final void takeValidity(int from, int to, boolean full) {
        if (full) {
            validity.appendOnes(to - from);
        } else if (leaf.slotDefinition() == 0) {
            validity.appendEqual(definitions, from, to, leaf.maxDefinition());
        } else {
            for (int i = from; i < to; i++) {
                if (definitions[i] >= leaf.slotDefinition()) {
                    validity.append(definitions[i] == leaf.maxDefinition());
                }
            }
        }
    }

    @Override
    int slots() {
        return validity.length();
    }

    static DamagedFileException unsupported(ReadNode.Leaf leaf, Encoding encoding) {
        return new DamagedFileException(
                "encoding " + encoding + " for values of type " + leaf.type().physical());
    }

    static Dictionary need(@Nullable Dictionary dictionary) {
        if (dictionary == null) {
            throw new DamagedFileException("indices without a dictionary");
        }
        return dictionary;
    }

    /** The indices of a page, after the byte that says how wide they are. */
    static RleDecoder indices(DataPage page) {
        if (page.from() == page.to()) {
            return new RleDecoder(page.bytes(), page.to(), page.to(), 1);
        }
        return new RleDecoder(page.bytes(), page.from() + 1, page.to(), page.bytes()[page.from()] & 0xff);
    }
}
