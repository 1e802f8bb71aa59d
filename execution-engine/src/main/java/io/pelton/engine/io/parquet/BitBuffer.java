// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/** The bits of a vector that is being filled: validity, or booleans. Keeps its memory from batch to batch. */
final class BitBuffer {
    private byte[] bits = new byte[128];
    private int length;
    private int ones;

    void clear() {
        Arrays.fill(bits, 0, (length + 7) / 8, (byte) 0);
        length = 0;
        ones = 0;
    }

    int length() {
        return length;
    }

    int zeros() {
        return length - ones;
    }

    boolean get(int at) {
        return (bits[at >>> 3] >>> (at & 7) & 1) != 0;
    }

    void append(boolean bit) {
        reserve(1);
        if (bit) {
            bits[length >>> 3] |= (byte) (1 << (length & 7));
            ones++;
        }
        length++;
    }

    void appendOnes(int n) {
        reserve(n);
        int end = length + n;
        int at = length;
        while (at < end && (at & 7) != 0) {
            bits[at >>> 3] |= (byte) (1 << (at & 7));
            at++;
        }
        int whole = Math.max(at, end & ~7);
        Arrays.fill(bits, at >>> 3, whole >>> 3, (byte) 0xff);
        for (at = whole; at < end; at++) {
            bits[at >>> 3] |= (byte) (1 << (at & 7));
        }
        length = end;
        ones += n;
    }

    /** Appends a bit for each level of {@code [from, to)}: whether it equals {@code max}. */
    void appendEqual(byte[] levels, int from, int to, int max) {
        reserve(to - from);
        int i = from;
        while (i < to && (length & 7) != 0) {
            append(levels[i++] == max);
        }
        int set = 0;
        for (; i <= to - 8; i += 8, length += 8) {
            int eight = Bytes.equalBits(Bytes.getLong(levels, i), max);
            bits[length >>> 3] = (byte) eight;
            set += Integer.bitCount(eight);
        }
        ones += set;
        while (i < to) {
            append(levels[i++] == max);
        }
    }

    private void reserve(int more) {
        int needed = (int) (((long) length + more + 7) >>> 3);
        if (needed > bits.length) {
            bits = Arrays.copyOf(bits, Math.max(needed, 2 * bits.length));
        }
    }

    /** A copy of the bits that the caller owns. */
    ArrowBuf copy(BufferAllocator allocator) {
        int bytes = (length + 7) / 8;
        ArrowBuf copy = allocator.buffer(Math.max(8, bytes));
        copy.setBytes(0, bits, 0, bytes);
        return copy.writerIndex(bytes);
    }

    /** The bits as a validity buffer: empty if all are equal, which Arrow fills in by itself. */
    ArrowBuf validity(BufferAllocator allocator) {
        return ones == length || ones == 0 ? allocator.getEmpty() : copy(allocator);
    }
}
