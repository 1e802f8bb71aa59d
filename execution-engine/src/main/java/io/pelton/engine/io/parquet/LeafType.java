// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.Type;

/**
 * How the stored values of a primitive column become Arrow's.
 *
 * @param physical how Parquet stores a value
 * @param storedBytes the bytes of a stored value; 0 for booleans, -1 where each value has its own length
 * @param arrow the Arrow type
 * @param form how Arrow holds the values
 * @param arrowBytes the bytes of a value of form {@link Form#FIXED}, else 0
 * @param conversion what happens on the way
 */
record LeafType(Type physical, int storedBytes, ArrowType arrow, Form form, int arrowBytes, Conversion conversion) {
    /** How a vector holds values. */
    enum Form {
        NOTHING,
        BITS,
        FIXED,
        VARIABLE
    }

    /** From the stored bytes of a value to Arrow's. */
    enum Conversion {
        NONE,
        NARROW,
        WIDEN,
        REVERSE,
        INT96
    }

    private static final int JULIAN_DAY_OF_EPOCH = 2_440_588;
    private static final long NANOS_OF_DAY = TimeUnit.DAYS.toNanos(1);

    static LeafType same(Type physical, int bytes, ArrowType arrow) {
        return new LeafType(physical, bytes, arrow, Form.FIXED, bytes, Conversion.NONE);
    }

    /** Converts {@code n} stored values that lie one after the other. */
    void convert(byte[] from, int at, byte[] to, int toAt, int n) {
        if (conversion == Conversion.NONE) {
            System.arraycopy(from, at, to, toAt, n * arrowBytes);
            return;
        }
        for (int i = 0; i < n; i++) {
            convertOne(from, at + i * storedBytes, storedBytes, to, toAt + i * arrowBytes);
        }
    }

    /** Converts one stored value of {@code length} bytes. */
    void convertOne(byte[] from, int at, int length, byte[] to, int toAt) {
        switch (conversion) {
            case NONE, NARROW -> System.arraycopy(from, at, to, toAt, arrowBytes);
            case WIDEN -> {
                System.arraycopy(from, at, to, toAt, length);
                extend(to, toAt + length, toAt + arrowBytes, to[toAt + length - 1]);
            }
            case REVERSE -> reverse(from, at, length, to, toAt);
            case INT96 ->
                Bytes.putLong(
                        to,
                        toAt,
                        (Bytes.getInt(from, at + 8) - (long) JULIAN_DAY_OF_EPOCH) * NANOS_OF_DAY
                                + Bytes.getLong(from, at));
        }
    }

    private void reverse(byte[] from, int at, int length, byte[] to, int toAt) {
        int kept = Math.min(length, arrowBytes);
        for (int i = 0; i < kept; i++) {
            to[toAt + i] = from[at + length - 1 - i];
        }
        byte highest = kept == 0 ? 0 : to[toAt + kept - 1];
        extend(to, toAt + kept, toAt + arrowBytes, highest);
        for (int i = 0; i < length - kept; i++) {
            if (from[at + i] != (byte) (highest >> 7)) {
                throw new DamagedFileException("a decimal of " + length + " bytes that does not fit " + arrow);
            }
        }
    }

    private static void extend(byte[] to, int from, int end, byte highest) {
        java.util.Arrays.fill(to, from, end, (byte) (highest >> 7));
    }
}
