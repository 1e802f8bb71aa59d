// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import java.util.Arrays;

/**
 * The values of an expression for the rows of one batch, on the heap. A kernel owns its lane and fills it anew for each
 * batch; arrays grow and are kept, so a steady stream of batches makes no garbage. What stands at the place of a null
 * is undefined, but may be computed with.
 */
abstract class Lane {
    /** Whether row {@code i} is null; to be read only if {@link #anyNull}. */
    boolean[] nulls = new boolean[0];

    /** Whether any row may be null. */
    boolean anyNull;

    private int capacity;

    /** Makes room for rows; says nothing of what they hold. */
    final void ensure(int rows) {
        if (rows > capacity) {
            capacity = Math.max(rows, Math.min(2 * capacity, Integer.MAX_VALUE - 8));
            nulls = new boolean[capacity];
            grow(capacity);
        }
        anyNull = false;
    }

    /** Makes the value arrays anew. */
    abstract void grow(int newCapacity);

    final boolean isNull(int row) {
        return anyNull && nulls[row];
    }

    /** A row is null if it is in any of the sources, of which this lane may be one. */
    final void nullsOf(int rows, Lane a, Lane b) {
        boolean aNulls = a.anyNull;
        boolean bNulls = b.anyNull;
        anyNull = aNulls || bNulls;
        if (aNulls && bNulls) {
            for (int i = 0; i < rows; i++) {
                nulls[i] = a.nulls[i] | b.nulls[i];
            }
        } else if (anyNull) {
            System.arraycopy(aNulls ? a.nulls : b.nulls, 0, nulls, 0, rows);
        }
    }

    /** A row is null if it is in the source. */
    final void nullsOf(int rows, Lane a) {
        anyNull = a.anyNull;
        if (anyNull) {
            System.arraycopy(a.nulls, 0, nulls, 0, rows);
        }
    }

    /** Every row is null, or none is. */
    final void allNull(int rows, boolean isNull) {
        anyNull = isNull;
        Arrays.fill(nulls, 0, rows, isNull);
    }
}
