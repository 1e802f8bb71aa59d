// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.util.Arrays;

/** Strings as UTF-8, and binary values: row {@code i} is {@code bytes[from[i], to[i])}. Rows may share bytes. */
final class BytesLane extends Lane {
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    byte[] bytes = new byte[0];
    int[] from = new int[0];
    int[] to = new int[0];

    private int used;

    @Override
    void grow(int newCapacity) {
        from = new int[newCapacity];
        to = new int[newCapacity];
    }

    int length(int row) {
        return to[row] - from[row];
    }

    /** Forgets the bytes of the batch before; rows are then given one by one with {@link #begin} and {@link #append}. */
    void restart() {
        used = 0;
    }

    /** Makes room for this many bytes in all. */
    void ensureBytes(long total) {
        if (total > MAX_BYTES) {
            throw new PeltonException(
                    ErrorKind.RESOURCE,
                    "Cannot compute on a batch of strings: expected at most " + MAX_BYTES + " bytes but found " + total
                            + ". Use fewer rows in a batch.");
        }
        if (total > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(total, 2L * bytes.length)));
        }
    }

    /** Starts a row at the end of the bytes used so far. */
    void begin(int row) {
        from[row] = used;
        to[row] = used;
    }

    /** Adds bytes to the row that was begun last. */
    void append(int row, byte[] source, int start, int end) {
        int length = end - start;
        ensureBytes((long) used + length);
        System.arraycopy(source, start, bytes, used, length);
        used += length;
        to[row] = used;
    }
}
