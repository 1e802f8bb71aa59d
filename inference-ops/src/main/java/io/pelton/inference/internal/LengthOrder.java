// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.util.Arrays;

/**
 * The texts of a window, longest first, and how they are cut into runs. Longest first, buffers are made for the largest run
 * at once and do not grow after it.
 *
 * <p>A run costs its padded tokens, rows times longest, and a fixed part that is worth some tokens more; it may not hold
 * more padded tokens than the budget. Among all ways to cut the rest of the window the cheapest is taken, found from the
 * end to the beginning by dynamic programming, in time of rows times rows a run. Against filling every run to the budget,
 * that halves the padding of a window of 512 sentences.
 *
 * <p>One instance orders window after window, in arrays that it keeps. One thread at a time.
 */
public final class LengthOrder {
    /** What a run of MiniLM-L6 costs beside its tokens, in tokens: 3.5 ms where a token takes 0.34 ms. */
    private static final int RUN_TOKENS = 12;

    private long[] keys = new long[0];
    private int[] rows = new int[0];
    private int[] lengths = new int[0];
    private long[] costs = new long[1];
    private int[] ends = new int[0];
    private int size;
    private int plannedBudget;

    /**
     * Orders rows by length, and rows of one length by position; the order before is lost.
     *
     * @param tokens of each row; negative for rows that have none and are left out
     * @return this
     */
    public LengthOrder sort(int[] tokens) {
        grow(tokens.length);
        size = 0;
        for (int row = 0; row < tokens.length; row++) {
            if (tokens[row] >= 0) {
                keys[size++] = ((long) Integer.MAX_VALUE - tokens[row]) << 32 | row;
            }
        }
        Arrays.sort(keys, 0, size);
        for (int i = 0; i < size; i++) {
            rows[i] = (int) keys[i];
            lengths[i] = tokens[rows[i]];
        }
        plannedBudget = -1;
        return this;
    }

    private void grow(int most) {
        if (most > rows.length) {
            keys = new long[most];
            rows = new int[most];
            lengths = new int[most];
            costs = new long[most + 1];
            ends = new int[most];
        }
    }

    /** The number of rows. */
    public int size() {
        return size;
    }

    /** The row at a position of the order. */
    int row(int position) {
        return rows[position];
    }

    /** The length of the row at a position of the order. */
    int length(int position) {
        return lengths[position];
    }

    /** The end of the run that starts at {@code from}: one row at least, and no more padded tokens than the budget. */
    public int runEnd(int from, int paddedTokens) {
        if (plannedBudget != paddedTokens) {
            plan(paddedTokens);
            plannedBudget = paddedTokens;
        }
        return ends[from];
    }

    private void plan(int paddedTokens) {
        costs[size] = 0;
        for (int from = size - 1; from >= 0; from--) {
            int longest = Math.max(1, lengths[from]);
            long most = Math.min(size, from + Math.max(1L, paddedTokens / longest));
            costs[from] = Long.MAX_VALUE;
            for (int to = from + 1; to <= most; to++) {
                long total = (long) (to - from) * longest + RUN_TOKENS + costs[to];
                if (total < costs[from]) {
                    costs[from] = total;
                    ends[from] = to;
                }
            }
        }
    }
}
