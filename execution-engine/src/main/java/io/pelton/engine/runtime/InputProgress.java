// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.engine.commit.RowRange;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntToLongFunction;

/**
 * How much of the input is done, as far as that can be known: parts whose rows are not known yet count by their stored
 * size, at the bytes a row takes in the parts that are known. Sums are kept, so that asking costs the same for any number
 * of parts.
 */
final class InputProgress {
    private final IntToLongFunction sizes;
    private final long rowLimit;
    private final BitSet known = new BitSet();
    private long knownRows;
    private long knownBytes;
    private long unknownBytes;
    /** Parts of no known rows and no known size. */
    private int unsized;

    private int parts;
    private boolean listed;
    private long doneRows;

    /**
     * Makes a count of nothing, of an input that is listed.
     *
     * @param parts how many parts there are
     * @param sizes the stored size of each in bytes; 0 if there is none
     * @param rowLimit the most rows that are read, if the plan says so; else {@code Long.MAX_VALUE}
     */
    InputProgress(int parts, IntToLongFunction sizes, long rowLimit) {
        this(sizes, rowLimit);
        found(parts);
        listed();
    }

    /** As the other, of an input of which nothing is listed yet. */
    InputProgress(IntToLongFunction sizes, long rowLimit) {
        this.sizes = sizes;
        this.rowLimit = rowLimit;
    }

    /** More parts are known. */
    void found(int more) {
        for (int end = parts + more; parts < end; parts++) {
            long size = sizes.applyAsLong(parts);
            unknownBytes += size;
            unsized += size == 0 ? 1 : 0;
        }
    }

    /** All parts are known. */
    void listed() {
        listed = true;
    }

    void layout(int part, long rows) {
        if (!known.get(part)) {
            known.set(part);
            long size = sizes.applyAsLong(part);
            knownRows += rows;
            knownBytes += size;
            unknownBytes -= size;
            unsized -= size == 0 ? 1 : 0;
        }
    }

    void done(List<RowRange> ranges) {
        for (RowRange range : ranges) {
            doneRows += range.rows();
            if (range.endsPart()) {
                layout(range.part(), range.toRow());
            }
        }
    }

    /** The part of the rows that is done, from 0 to 1; empty while there is no telling, as until all parts are listed. */
    OptionalDouble fraction() {
        double total = listed ? Math.min(rowLimit, totalRows()) : Double.NaN;
        return Double.isNaN(total) || total <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(1, doneRows / total));
    }

    private double totalRows() {
        if (unsized > 0 || (knownBytes == 0 && unknownBytes > 0)) {
            return Double.NaN;
        }
        return unknownBytes == 0 ? knownRows : knownRows + (double) knownRows / knownBytes * unknownBytes;
    }
}
