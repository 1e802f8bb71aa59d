// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.util.Arrays;

/**
 * The texts of a window, longest first, and how they are cut into runs: as many rows as fit a budget of padded tokens.
 * Longest first, the arena of the session meets its largest run at once and does not grow after it.
 */
final class LengthOrder {
    private final int[] rows;
    private final int[] lengths;

    private LengthOrder(int[] rows, int[] lengths) {
        this.rows = rows;
        this.lengths = lengths;
    }

    /**
     * Orders rows by length, and rows of one length by position.
     *
     * @param lengths the tokens of each row; negative for rows that have none and are left out
     */
    static LengthOrder of(int[] lengths) {
        long[] keys = new long[lengths.length];
        int kept = 0;
        for (int row = 0; row < lengths.length; row++) {
            if (lengths[row] >= 0) {
                keys[kept++] = ((long) Integer.MAX_VALUE - lengths[row]) << 32 | row;
            }
        }
        Arrays.sort(keys, 0, kept);
        int[] rows = new int[kept];
        int[] sorted = new int[kept];
        for (int i = 0; i < kept; i++) {
            rows[i] = (int) keys[i];
            sorted[i] = lengths[rows[i]];
        }
        return new LengthOrder(rows, sorted);
    }

    /** The number of rows. */
    int size() {
        return rows.length;
    }

    /** The row at a position of the order. */
    int row(int position) {
        return rows[position];
    }

    /** The length of the row at a position of the order. */
    int length(int position) {
        return lengths[position];
    }

    /** The end of the run that starts at {@code from}: one row at least, and as many as keep rows x longest in budget. */
    int runEnd(int from, int paddedTokens) {
        int longest = Math.max(1, lengths[from]);
        return (int) Math.min(rows.length, from + Math.max(1L, paddedTokens / longest));
    }
}
