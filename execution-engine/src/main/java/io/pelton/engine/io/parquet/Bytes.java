// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers in byte arrays. */
final class Bytes {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    static int getInt(byte[] from, int at) {
        return (int) INTS.get(from, at);
    }

    static long getLong(byte[] from, int at) {
        return (long) LONGS.get(from, at);
    }

    static void putInt(byte[] to, int at, int value) {
        INTS.set(to, at, value);
    }

    static void putLong(byte[] to, int at, long value) {
        LONGS.set(to, at, value);
    }

    /** Eight bytes, where those beyond {@code end} read as zero. */
    static long getLong(byte[] from, int at, int end) {
        if (at + 8 <= end) {
            return (long) LONGS.get(from, at);
        }
        long value = 0;
        for (int i = end - 1; i >= at; i--) {
            value = value << 8 | from[i] & 0xff;
        }
        return value;
    }

    /**
     * Of eight bytes, each from 0 to 127, those that equal a value: one bit for each, in their order.
     *
     * @param eight the bytes, the first one lowest
     */
    static int equalBits(long eight, int value) {
        return (int) (equalOnes(eight, value) * 0x0102_0408_1020_4080L >>> 56);
    }

    /** How many of eight bytes, each from 0 to 127, equal a value. */
    static int countEqual(long eight, int value) {
        return Long.bitCount(equalOnes(eight, value));
    }

    /** A one in the place of each byte that equals a value. */
    private static long equalOnes(long eight, int value) {
        long different = eight ^ value * 0x0101_0101_0101_0101L;
        return ~(different + 0x7f7f_7f7f_7f7f_7f7fL) >>> 7 & 0x0101_0101_0101_0101L;
    }

    /** Eight bytes of 0 or 1, one for each bit of a byte, the lowest first. */
    static long spreadBits(int bits) {
        long own = (bits & 0xff) * 0x0101_0101_0101_0101L & 0x8040_2010_0804_0201L;
        return own + 0x7f7f_7f7f_7f7f_7f7fL >>> 7 & 0x0101_0101_0101_0101L;
    }

    /** Copies bytes; short runs without a branch on their length, where both arrays have room behind them. */
    static void copy(byte[] from, int at, byte[] to, int toAt, int length) {
        if (length <= 32 && at + 32 <= from.length && toAt + 32 <= to.length) {
            putLong(to, toAt, getLong(from, at));
            putLong(to, toAt + 8, getLong(from, at + 8));
            putLong(to, toAt + 16, getLong(from, at + 16));
            putLong(to, toAt + 24, getLong(from, at + 24));
        } else {
            System.arraycopy(from, at, to, toAt, length);
        }
    }
}
