// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.engine.io.parquet.LeafType.Form;
import java.util.Arrays;

/**
 * The distinct values of a column in a row group, in Arrow's form.
 *
 * @param size how many there are
 * @param bytes the values, one after the other
 * @param offsets where each begins and the last ends, if they are of variable length; else empty
 * @param words the bytes of each as one number, the first one lowest, if all have variable lengths of eight at the most;
 *     else empty
 * @param width the bytes of each, if they are not of variable length
 */
record Dictionary(int size, byte[] bytes, int[] offsets, long[] words, int width) {
    private static final long[] NO_WORDS = new long[0];

    /** Decodes a dictionary page. */
    static Dictionary read(LeafType type, int count, byte[] page, int length) {
        int least = type.storedBytes() < 0 ? 4 : type.storedBytes();
        if (count < 0 || least == 0 || (long) count * least > length) {
            throw new DamagedFileException("a dictionary of " + count + " values in " + length + " bytes");
        }
        if (type.form() == Form.VARIABLE) {
            return variable(count, page, length);
        }
        byte[] bytes = new byte[Math.multiplyExact(count, type.arrowBytes())];
        if (type.form() == Form.NOTHING) {
            return new Dictionary(count, bytes, new int[0], NO_WORDS, 0);
        }
        FixedValues values = type.storedBytes() < 0
                ? new FixedValues.FromVariable(type, new VariableValues.Plain(page, 0, length))
                : new FixedValues.Plain(type, page, 0, length);
        values.read(count, bytes, 0);
        return new Dictionary(count, bytes, new int[0], NO_WORDS, type.arrowBytes());
    }

    private static Dictionary variable(int count, byte[] page, int length) {
        int[] lengths = new int[count];
        new VariableValues.Plain(page, 0, length).prepare(count, lengths);
        int[] offsets = new int[count + 1];
        byte[] bytes = Arrays.copyOf(page, length);
        int at = 0;
        int to = 0;
        int longest = 0;
        for (int i = 0; i < count; i++) {
            longest = Math.max(longest, lengths[i]);
            at += 4;
            System.arraycopy(page, at, bytes, to, lengths[i]);
            at += lengths[i];
            to += lengths[i];
            offsets[i + 1] = to;
        }
        return new Dictionary(
                count, bytes, offsets, longest <= Long.BYTES ? words(count, bytes, offsets) : NO_WORDS, 0);
    }

    private static long[] words(int count, byte[] bytes, int[] offsets) {
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = Bytes.getLong(bytes, offsets[i], offsets[i + 1]);
        }
        return words;
    }

    /** Refuses indices that the dictionary does not have. */
    void check(int[] indices, int n) {
        int highest = 0;
        for (int i = 0; i < n; i++) {
            // As unsigned numbers, negative ones are the highest.
            highest = Integer.compareUnsigned(indices[i], highest) > 0 ? indices[i] : highest;
        }
        if (n > 0 && Integer.compareUnsigned(highest, size) >= 0) {
            throw new DamagedFileException(
                    "index " + Integer.toUnsignedString(highest) + " into a dictionary of " + size + " values");
        }
    }
}
