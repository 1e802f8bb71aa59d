// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.ValueVector;

/** Some consecutive texts of a vector, or bytes, copied into an array. */
final class TextBlock implements AutoCloseable {
    private static final int BLOCK_BYTES = 1 << 18;

    private final Room room;
    private int first;
    /** Where the values begin, and behind the last one where it ends. */
    private int[] starts = new int[256];

    /** Holds no values as yet. */
    TextBlock(BufferPool buffers) {
        this.room = new Room(buffers);
    }

    /** Copies the values of rows from {@code from} on, up to {@code to} but not more than a block; gives the row after them. */
    int load(ValueVector vector, int from, int to) {
        int end = to;
        while (end - from > 1 && bytes(vector, from, end) > BLOCK_BYTES) {
            end = from + (end - from) / 2;
        }
        first = from;
        if (starts.length <= end - from) {
            starts = new int[end - from + 1];
        }
        byte[] target = room.atLeast(Math.toIntExact(bytes(vector, from, end)));
        if (vector instanceof BaseVariableWidthViewVector) {
            copyViews((BaseVariableWidthViewVector) vector, end, target);
        } else {
            long base = offset(vector, from);
            for (int row = from; row <= end; row++) {
                starts[row - from] = (int) (offset(vector, row) - base);
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

    private static long bytes(ValueVector vector, int from, int to) {
        if (!(vector instanceof BaseVariableWidthViewVector)) {
            return offset(vector, to) - offset(vector, from);
        }
        long bytes = 0;
        for (int row = from; row < to; row++) {
            bytes += vector.isNull(row) ? 0 : ((BaseVariableWidthViewVector) vector).getValueLength(row);
        }
        return bytes;
    }

    private static long offset(ValueVector vector, int row) {
        if (vector instanceof BaseVariableWidthVector) {
            return vector.getOffsetBuffer().getInt((long) row * BaseVariableWidthVector.OFFSET_WIDTH);
        }
        return vector.getOffsetBuffer().getLong((long) row * BaseLargeVariableWidthVector.OFFSET_WIDTH);
    }

    /** The array that holds the values; valid until others are loaded. */
    byte[] array() {
        return room.bytes();
    }

    /** Where the value of a row begins. */
    int start(int row) {
        return starts[row - first];
    }

    /** Where the value of a row ends. */
    int end(int row) {
        return starts[row - first + 1];
    }

    @Override
    public void close() {
        room.close();
    }
}
