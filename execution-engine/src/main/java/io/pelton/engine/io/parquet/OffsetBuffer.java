// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** The offsets of a vector that is being filled. Keeps its memory from batch to batch. */
final class OffsetBuffer {
    private int[] offsets = new int[129];
    private int count;

    void clear() {
        count = 0;
    }

    /** How many slots there are, without the closing offset. */
    int count() {
        return count;
    }

    /** Begins a slot at an offset. */
    void begin(int offset) {
        reserve(1);
        offsets[count++] = offset;
    }

    /** The array to write {@code n} slots to, from {@link #count} on; {@link #wrote} follows. */
    int[] reserve(int n) {
        if (count + n >= offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.max(count + n + 1, 2 * offsets.length));
        }
        return offsets;
    }

    void wrote(int n) {
        count += n;
    }

    /** Whether each slot, of which the last ends at {@code end}, has either no elements or so many. */
    boolean inStepsOf(int size, int end) {
        for (int i = 0; i < count; i++) {
            int length = (i + 1 == count ? end : offsets[i + 1]) - offsets[i];
            if (length != 0 && length != size) {
                return false;
            }
        }
        return true;
    }

    /** A copy that ends at {@code end}, and that the caller owns. */
    ArrowBuf copy(BufferAllocator allocator, int end) {
        offsets[count] = end;
        long bytes = 4L * (count + 1);
        ArrowBuf copy = allocator.buffer(bytes);
        copy.nioBuffer(0, (int) bytes)
                .order(ByteOrder.nativeOrder())
                .asIntBuffer()
                .put(offsets, 0, count + 1);
        return copy.writerIndex(bytes);
    }
}
