// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.platform.Fp16Conversions;
import io.pelton.inference.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;

/** How elements of columns become elements of tensors: mostly copied as they are, converted where the user asked. */
final class Conversions {
    private Conversions() {}

    /** The bytes of an element in a tensor. */
    static int bytes(ElementType type) {
        return switch (type) {
            case BOOL, INT8, UINT8 -> 1;
            case INT16, UINT16, FLOAT16, BFLOAT16 -> 2;
            case INT32, UINT32, FLOAT -> 4;
            case INT64, UINT64, DOUBLE -> 8;
            case STRING, OTHER -> throw new IllegalArgumentException(type + " has no fixed size");
        };
    }

    /**
     * Whether elements can be converted at the user's wish: any number to a floating-point one, rounded where it must be,
     * and an integer to a wider one.
     */
    static boolean canConvert(ElementType from, ElementType to) {
        if (!isNumber(from) || !isNumber(to)) {
            return false;
        }
        if (isFloating(to)) {
            return true;
        }
        boolean signFits = from == ElementType.BOOL || isSigned(from) == isSigned(to) || isSigned(to);
        return !isFloating(from) && to != ElementType.BOOL && signFits && bytes(from) < bytes(to);
    }

    private static boolean isNumber(ElementType type) {
        return switch (type) {
            case STRING, OTHER, UINT16, UINT32, UINT64 -> false;
            case BOOL, INT8, UINT8, INT16, INT32, INT64, FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
        };
    }

    private static boolean isFloating(ElementType type) {
        return switch (type) {
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
            case BOOL, INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, STRING, OTHER -> false;
        };
    }

    private static boolean isSigned(ElementType type) {
        return switch (type) {
            case INT8, INT16, INT32, INT64 -> true;
            case BOOL, UINT8, UINT16, UINT32, UINT64, FLOAT, DOUBLE, FLOAT16, BFLOAT16, STRING, OTHER -> false;
        };
    }

    /** Where a block of elements starts and how far apart its rows are. */
    record Layout(int start, int stride) {
        private void requireWithin(long elements, int rows, int width) {
            long end = start + (rows - 1L) * stride + width;
            if (start < 0 || stride < 0 || end > elements) {
                throw new IndexOutOfBoundsException(
                        rows + " rows of " + width + " from " + this + " in " + elements + " elements");
            }
        }
    }

    /**
     * Copies a block of elements of one type.
     *
     * @param bits whether {@code in} holds one bit for each element, as Arrow's booleans do
     */
    static void copy(
            ElementType type, boolean bits, ArrowBuf in, Layout from, ArrowBuf out, Layout to, int rows, int width) {
        if (rows == 0 || width == 0) {
            return;
        }
        int size = bytes(type);
        // The loops below work on addresses, without a check for each element.
        from.requireWithin(bits ? 8 * in.capacity() : in.capacity() / size, rows, width);
        to.requireWithin(out.capacity() / size, rows, width);
        if (bits) {
            copyBits(in, from, out, to, rows, width);
        } else if (from.stride == width && to.stride == width) {
            MemoryUtil.copyMemory(
                    in.memoryAddress() + (long) from.start * size,
                    out.memoryAddress() + (long) to.start * size,
                    (long) rows * width * size);
        } else {
            for (int i = 0; i < width; i++) {
                long source = in.memoryAddress() + (from.start + (long) i) * size;
                long target = out.memoryAddress() + (to.start + (long) i) * size;
                copyStrided(size, source, (long) from.stride * size, target, (long) to.stride * size, rows);
            }
        }
    }

    /**
     * Copies two columns of elements of four bytes side by side: one store for both.
     *
     * @param first the first row of both
     */
    static void copyWords(ArrowBuf one, ArrowBuf other, int first, ArrowBuf out, Layout to, int rows) {
        Layout from = new Layout(first, 1);
        from.requireWithin(one.capacity() / Integer.BYTES, rows, 1);
        from.requireWithin(other.capacity() / Integer.BYTES, rows, 1);
        to.requireWithin(out.capacity() / Integer.BYTES, rows, 2);
        long low = one.memoryAddress() + (long) first * Integer.BYTES;
        long high = other.memoryAddress() + (long) first * Integer.BYTES;
        if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
            long swapped = low;
            low = high;
            high = swapped;
        }
        long target = out.memoryAddress() + (long) to.start * Integer.BYTES;
        long step = (long) to.stride * Integer.BYTES;
        for (int row = 0; row < rows; row++) {
            long at = (long) row * Integer.BYTES;
            long both = MemoryUtil.getInt(low + at) & 0xffff_ffffL | (long) MemoryUtil.getInt(high + at) << 32;
            MemoryUtil.putLong(target + row * step, both);
        }
    }

    private static void copyBits(ArrowBuf in, Layout from, ArrowBuf out, Layout to, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < width; i++) {
                int bit = from.start + row * from.stride + i;
                out.setByte(to.start + (long) row * to.stride + i, in.getByte(bit >> 3) >> (bit & 7) & 1);
            }
        }
    }

    private static void copyStrided(int size, long source, long sourceStep, long target, long targetStep, int rows) {
        switch (size) {
            case 1 -> {
                for (int row = 0; row < rows; row++) {
                    MemoryUtil.putByte(target + row * targetStep, MemoryUtil.getByte(source + row * sourceStep));
                }
            }
            case 2 -> {
                for (int row = 0; row < rows; row++) {
                    MemoryUtil.putShort(target + row * targetStep, MemoryUtil.getShort(source + row * sourceStep));
                }
            }
            case 4 -> {
                for (int row = 0; row < rows; row++) {
                    MemoryUtil.putInt(target + row * targetStep, MemoryUtil.getInt(source + row * sourceStep));
                }
            }
            default -> {
                for (int row = 0; row < rows; row++) {
                    MemoryUtil.putLong(target + row * targetStep, MemoryUtil.getLong(source + row * sourceStep));
                }
            }
        }
    }

    /** Copies a block of elements of one type into another that {@link #canConvert} allows. */
    static void convert(
            ElementType in,
            ByteBuffer from,
            Layout at,
            ElementType out,
            ByteBuffer to,
            Layout into,
            int rows,
            int width) {
        boolean floating = isFloating(out);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < width; i++) {
                int source = at.start + row * at.stride + i;
                int target = into.start + row * into.stride + i;
                if (floating) {
                    putDouble(out, to, target, getDouble(in, from, source));
                } else {
                    putLong(out, to, target, getLong(in, from, source));
                }
            }
        }
    }

    private static double getDouble(ElementType type, ByteBuffer in, int index) {
        return switch (type) {
            case FLOAT -> in.getFloat(4 * index);
            case DOUBLE -> in.getDouble(8 * index);
            case FLOAT16 -> Fp16Conversions.fp16ToFloat(in.getShort(2 * index));
            case BFLOAT16 -> Fp16Conversions.bf16ToFloat(in.getShort(2 * index));
            case BOOL, INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, STRING, OTHER ->
                getLong(type, in, index);
        };
    }

    private static long getLong(ElementType type, ByteBuffer in, int index) {
        return switch (type) {
            case BOOL -> in.get(index >> 3) >> (index & 7) & 1;
            case INT8 -> in.get(index);
            case UINT8 -> in.get(index) & 0xFF;
            case INT16 -> in.getShort(2 * index);
            case INT32 -> in.getInt(4 * index);
            case INT64 -> in.getLong(8 * index);
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16, UINT16, UINT32, UINT64, STRING, OTHER ->
                throw new IllegalArgumentException(type + " is no integer");
        };
    }

    private static void putDouble(ElementType type, ByteBuffer out, int index, double value) {
        switch (type) {
            case FLOAT -> out.putFloat(4 * index, (float) value);
            case DOUBLE -> out.putDouble(8 * index, value);
            case FLOAT16 -> out.putShort(2 * index, Fp16Conversions.floatToFp16((float) value));
            case BFLOAT16 -> out.putShort(2 * index, Fp16Conversions.floatToBf16((float) value));
            default -> throw new IllegalArgumentException(type + " is not floating");
        }
    }

    private static void putLong(ElementType type, ByteBuffer out, int index, long value) {
        switch (type) {
            case INT8, UINT8 -> out.put(index, (byte) value);
            case INT16 -> out.putShort(2 * index, (short) value);
            case INT32 -> out.putInt(4 * index, (int) value);
            case INT64 -> out.putLong(8 * index, value);
            default -> throw new IllegalArgumentException(type + " is no integer");
        }
    }
}
