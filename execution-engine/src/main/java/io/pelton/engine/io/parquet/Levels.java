// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesWriter;
import org.jspecify.annotations.Nullable;

/** The repetition or definition levels of a page; nothing at all if the greatest level is 0. */
final class Levels {
    private final @Nullable RunLengthBitPackingHybridValuesWriter writer;
    private int count;

    Levels(int max) {
        this.writer = max == 0
                ? null
                : new RunLengthBitPackingHybridValuesWriter(
                        BytesUtils.getWidthFromMaxInt(max), 64, 1 << 20, HeapByteBufferAllocator.getInstance());
    }

    void add(int level, int times) {
        if (writer != null) {
            for (int i = 0; i < times; i++) {
                writer.writeInteger(level);
            }
            count += times;
        }
    }

    /** Whether this column has no such levels. */
    boolean isEmpty() {
        return writer == null;
    }

    int count() {
        return count;
    }

    BytesInput bytes() {
        return writer == null ? BytesInput.empty() : writer.getBytes();
    }

    long bufferedBytes() {
        return writer == null ? 0 : writer.getBufferedSize();
    }

    void reset() {
        count = 0;
        if (writer != null) {
            writer.reset();
        }
    }
}
