// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

/**
 * Consecutive rows of one part of the input: what a split is made of and what the log records.
 *
 * @param part the part's place in the input, over all leaves of the plan, from 0
 * @param fromRow the first row
 * @param toRow the row after the last; equal to {@code fromRow} only for a part without rows
 * @param endsPart whether no row of the part follows, so that a resumed run knows it without opening the part
 */
public record RowRange(int part, long fromRow, long toRow, boolean endsPart) {
    public RowRange {
        if (part < 0 || fromRow < 0 || toRow < fromRow) {
            throw new IllegalArgumentException("part " + part + " rows [" + fromRow + ", " + toRow + ")");
        }
    }

    /** How many rows. */
    public long rows() {
        return toRow - fromRow;
    }
}
