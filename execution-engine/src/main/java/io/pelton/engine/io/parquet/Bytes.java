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

    /** Copies bytes; short runs eight at a time where both arrays have room behind them. */
    static void copy(byte[] from, int at, byte[] to, int toAt, int length) {
        if (length <= 32 && at + 32 <= from.length && toAt + 32 <= to.length) {
            for (int i = 0; i < length; i += 8) {
                putLong(to, toAt + i, getLong(from, at + i));
            }
        } else {
            System.arraycopy(from, at, to, toAt, length);
        }
    }
}
