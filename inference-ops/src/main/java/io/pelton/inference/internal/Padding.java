// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.platform.Fp16Conversions;
import io.pelton.inference.ElementType;
import java.nio.ByteBuffer;

/** Fills a tensor with one value. */
final class Padding {
    private Padding() {}

    static void fill(ByteBuffer out, ElementType type, Number value) {
        int size = Conversions.bytes(type);
        for (int at = 0; at < out.limit(); at += size) {
            put(out, at, type, value);
        }
    }

    private static void put(ByteBuffer out, int at, ElementType type, Number value) {
        switch (type) {
            case FLOAT -> out.putFloat(at, value.floatValue());
            case DOUBLE -> out.putDouble(at, value.doubleValue());
            case FLOAT16 -> out.putShort(at, Fp16Conversions.floatToFp16(value.floatValue()));
            case BFLOAT16 -> out.putShort(at, Fp16Conversions.floatToBf16(value.floatValue()));
            case INT8, UINT8 -> out.put(at, value.byteValue());
            case BOOL -> out.put(at, (byte) (value.intValue() == 0 ? 0 : 1));
            case INT16 -> out.putShort(at, value.shortValue());
            case INT32 -> out.putInt(at, value.intValue());
            case INT64 -> out.putLong(at, value.longValue());
            case UINT16, UINT32, UINT64, STRING, OTHER -> throw new IllegalArgumentException(type + " has no padding");
        }
    }
}
