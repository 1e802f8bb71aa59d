// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** The bytes of a vector that is being filled. Holds memory between {@link #start} and {@link #take} or close. */
final class DataBuffer implements AutoCloseable {
    private @Nullable BufferAllocator allocator;
    private @Nullable ArrowBuf buffer;
    private long size;

    /** Begins a vector that is expected to take so many bytes. */
    void start(BufferAllocator memory, long expectedBytes) {
        allocator = memory;
        buffer = memory.buffer(Math.max(64, expectedBytes));
        size = 0;
    }

    long size() {
        return size;
    }

    void append(byte[] from, int at, int length) {
        reserve(length).setBytes(size, from, at, length);
        size += length;
    }

    private ArrowBuf reserve(int more) {
        ArrowBuf current = buffer;
        if (current == null || allocator == null) {
            throw new IllegalStateException("no vector was begun");
        }
        if (current.capacity() - size >= more) {
            return current;
        }
        if (size + more > Integer.MAX_VALUE) {
            throw new PeltonException(
                    ErrorKind.RESOURCE,
                    "Cannot read a row: expected at most 2 GB in one column of a batch but found more. Leave the column"
                            + " out or split its values.");
        }
        ArrowBuf larger = allocator.buffer(Math.max(size + more, 2 * current.capacity()));
        larger.setBytes(0, current, 0, size);
        current.close();
        buffer = larger;
        return larger;
    }

    /** Hands the bytes over. */
    ArrowBuf take() {
        ArrowBuf taken = buffer;
        if (taken == null) {
            throw new IllegalStateException("no vector was begun");
        }
        buffer = null;
        return taken.writerIndex(size);
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer.close();
            buffer = null;
        }
    }
}
