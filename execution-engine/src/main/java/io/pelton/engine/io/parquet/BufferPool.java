// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Byte arrays for all readers, or all writers, of a job, kept from file to file: made anew for each, they were half of a fast
 * job's garbage, and a collector makes the heap larger for that.
 *
 * <p><b>Ownership.</b> Who takes an array owns it until giving it back, once, and does not touch it afterwards; {@link
 * Room} and {@link PooledAllocator} see to that. What is never given back, as after some failures, is garbage like any
 * other array.
 *
 * <p><b>Bound.</b> At most {@value #MAX_IDLE_BYTES} bytes lie here unused: the pages of a row group, or twice what a
 * reader of an object store reads ahead. What is given beyond that (of a very wide table, of many readers that end
 * together) is garbage, and so are arrays above {@value #LARGEST} bytes.
 *
 * <p><b>On the heap</b>, since decoders address arrays and codecs take them without a copy. They live as long as the job, so
 * a collector moves them to its old generation and is done with them.
 *
 * <p><b>Threads.</b> Safe for all.
 */
public final class BufferPool {
    static final long MAX_IDLE_BYTES = 64 << 20;
    static final int LARGEST = 16 << 20;
    private static final int SMALLEST = 1 << 10;

    /** By their length, of which there are four to each power of two. */
    @GuardedBy("this")
    private final Map<Integer, Deque<byte[]>> idle = new HashMap<>();

    @GuardedBy("this")
    private long idleBytes;

    /** An array of {@code atLeast} bytes or up to a quarter more, with any content. */
    byte[] take(int atLeast) {
        int length = lengthOf(atLeast);
        byte[] kept = poll(length);
        return kept == null ? new byte[length] : kept;
    }

    private synchronized byte @Nullable [] poll(int length) {
        Deque<byte[]> same = idle.get(length);
        byte[] kept = same == null ? null : same.pollLast();
        idleBytes -= kept == null ? 0 : length;
        return kept;
    }

    /** Takes an array back, which may come from elsewhere. */
    void give(byte[] array) {
        int length = array.length;
        if (length > SMALLEST && length <= LARGEST && length == lengthOf(length)) {
            keep(array);
        }
    }

    private synchronized void keep(byte[] array) {
        if (idleBytes + array.length <= MAX_IDLE_BYTES) {
            idle.computeIfAbsent(array.length, length -> new ArrayDeque<>()).addLast(array);
            idleBytes += array.length;
        }
    }

    private static int lengthOf(int atLeast) {
        if (atLeast <= SMALLEST || atLeast > LARGEST) {
            return atLeast;
        }
        int step = Integer.highestOneBit(atLeast - 1) >>> 2;
        return (atLeast + step - 1) / step * step;
    }

    /** The bytes that lie here unused. */
    synchronized long idleBytes() {
        return idleBytes;
    }
}
