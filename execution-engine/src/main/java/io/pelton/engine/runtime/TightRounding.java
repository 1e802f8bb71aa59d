// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import org.apache.arrow.memory.rounding.RoundingPolicy;

/**
 * Rounds the sizes of buffers up by a sixteenth at the most, and small ones to whole cache lines. Arrow's own policy takes
 * the next power of two: a column of 65,536 numbers, with its bits of validity behind them, would take twice the memory
 * that it is accounted for.
 */
enum TightRounding implements RoundingPolicy {
    /** It has no state. */
    POLICY;

    private static final long LEAST_STEP = 64;
    private static final int STEP_BITS = 4;

    @Override
    public long getRoundedSize(long size) {
        long step = Math.max(LEAST_STEP, Long.highestOneBit(Math.max(1, size - 1)) >>> STEP_BITS);
        return (size + step - 1) / step * step;
    }
}
