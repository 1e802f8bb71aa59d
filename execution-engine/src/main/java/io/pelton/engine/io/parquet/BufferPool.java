// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Byte arrays for readers and writers, kept from file to file and from job to job: made anew for each file, they were half
 * of a fast job's garbage, and made anew for each job, they grew old in every one, and a collector makes the heap larger for
 * either.
 *
 * <p><b>Ownership.</b> Who takes an array owns it until giving it back, once, and does not touch it afterwards; {@link
 * Room} and {@link PooledAllocator} see to that. What is never given back, as after some failures, is garbage like any
 * other array.
 *
 * <p><b>Bound.</b> At most {@value #MAX_IDLE_BYTES} bytes lie here unused: the pages of a row group, or twice what a
 * reader of an object store reads ahead. What is given beyond that (of a very wide table, of many readers that end
 * together) is garbage, and so are arrays above {@value #LARGEST} bytes.
 *
 * <p><b>On the heap</b>, since decoders address arrays and codecs take them without a copy. They live as long as somebody
 * has the pool, so a collector moves them to its old generation and is done with them.
 *
 * <p><b>Threads.</b> Safe for all.
 */
public final class BufferPool {
    static final long MAX_IDLE_BYTES = 64 << 20;
    static final int LARGEST = 16 << 20;
    private static final int SMALLEST = 1 << 10;

    /** Nobody keeps the arrays of a process that has no job: its collector takes them when it next looks for old garbage. */
    @GuardedBy("BufferPool.class")
    private static WeakReference<BufferPool> latest = new WeakReference<>(null);

    /** By their length, of which there are four to each power of two. */
    @GuardedBy("this")
    private final Map<Integer, Deque<byte[]>> idle = new HashMap<>();

    @GuardedBy("this")
    private long idleBytes;

    /** The pool of the process, as long as anybody has it. */
    public static synchronized BufferPool shared() {
        BufferPool pool = latest.get();
        if (pool == null) {
            pool = new BufferPool();
            latest = new WeakReference<>(pool);
        }
        return pool;
    }

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
