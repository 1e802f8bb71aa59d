// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.ValueVector;

/** The values of one batch's column of texts or bytes, of which some lie in an array at a time. */
final class TextRun {
    private static final int BLOCK_BYTES = 1 << 18;

    private final Room block;
    private ValueVector vector;
    private boolean hasNulls;
    private int first;
    /** Where the values of the block begin, and behind the last one where it ends. */
    private int[] starts = new int[256];

    /**
     * Holds no values as yet.
     *
     * @param block where values are copied to; the caller closes it
     */
    TextRun(ValueVector vector, Room block) {
        this.vector = vector;
        this.hasNulls = vector.getNullCount() > 0;
        this.block = block;
    }

    /** Goes on with another vector. */
    void bind(ValueVector next) {
        vector = next;
        hasNulls = next.getNullCount() > 0;
    }

    /** Whether any value is null. */
    boolean hasNulls() {
        return hasNulls;
    }

    boolean isNull(int row) {
        return vector.isNull(row);
    }

    /** Copies the values of rows from {@code from} on, up to {@code to} but not more than a block; gives the row after them. */
    int load(int from, int to) {
        int end = to;
        while (end - from > 1 && bytes(from, end) > BLOCK_BYTES) {
            end = from + (end - from) / 2;
        }
        first = from;
        if (starts.length <= end - from) {
            starts = new int[end - from + 1];
        }
        byte[] target = block.atLeast(Math.toIntExact(bytes(from, end)));
        if (vector instanceof BaseVariableWidthViewVector) {
            copyViews((BaseVariableWidthViewVector) vector, end, target);
        } else {
            long base = offset(from);
            for (int row = from; row <= end; row++) {
                starts[row - from] = (int) (offset(row) - base);
            }
            vector.getDataBuffer().getBytes(base, target, 0, starts[end - from]);
        }
        return end;
    }

    private void copyViews(BaseVariableWidthViewVector views, int end, byte[] target) {
        int at = 0;
        for (int row = first; row < end; row++) {
            starts[row - first] = at;
            if (!views.isNull(row)) {
                byte[] value = views.get(row);
                System.arraycopy(value, 0, target, at, value.length);
                at += value.length;
            }
        }
        starts[end - first] = at;
    }

    private long bytes(int from, int to) {
        if (!(vector instanceof BaseVariableWidthViewVector)) {
            return offset(to) - offset(from);
        }
        long bytes = 0;
        for (int row = from; row < to; row++) {
            bytes += vector.isNull(row) ? 0 : ((BaseVariableWidthViewVector) vector).getValueLength(row);
        }
        return bytes;
    }

    private long offset(int row) {
        if (vector instanceof BaseVariableWidthVector) {
            return vector.getOffsetBuffer().getInt((long) row * BaseVariableWidthVector.OFFSET_WIDTH);
        }
        return vector.getOffsetBuffer().getLong((long) row * BaseLargeVariableWidthVector.OFFSET_WIDTH);
    }

    /** The array that holds the loaded values. */
    byte[] array() {
        return block.bytes();
    }

    /** Where a loaded value begins. */
    int start(int row) {
        return starts[row - first];
    }

    /** Where a loaded value ends. */
    int end(int row) {
        return starts[row - first + 1];
    }
}
