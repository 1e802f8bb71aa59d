// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/**
 * Lists of numbers of a column, row by row, as floats; a null among them reads as NaN.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
final class NumberLists {
    private final FieldVector lists;
    private final FieldVector elements;
    private final @Nullable FloatBuffer plain;
    private float[] values = new float[0];

    private NumberLists(FieldVector lists, FieldVector elements) {
        this.lists = lists;
        this.elements = elements;
        this.plain = elements instanceof Float4Vector && elements.getNullCount() == 0
                ? elements.getDataBuffer()
                        .nioBuffer(0, 4 * elements.getValueCount())
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer()
                : null;
    }

    /** The lists of a column of lists, of fixed size or not, of float32 or float64. */
    static NumberLists of(FieldVector column) {
        return new NumberLists(
                column,
                column instanceof ListVector
                        ? ((ListVector) column).getDataVector()
                        : ((FixedSizeListVector) column).getDataVector());
    }

    boolean isNull(int row) {
        return lists.isNull(row);
    }

    private int start(int row) {
        return lists instanceof ListVector
                ? lists.getOffsetBuffer().getInt(4L * row)
                : row * ((FixedSizeListVector) lists).getListSize();
    }

    int length(int row) {
        return start(row + 1) - start(row);
    }

    /** The numbers of a row at the start of an array that the next call uses again. */
    float[] values(int row) {
        int start = start(row);
        int length = length(row);
        if (values.length < length) {
            values = new float[length];
        }
        if (plain != null) {
            plain.get(start, values, 0, length);
            return values;
        }
        for (int i = 0; i < length; i++) {
            values[i] = elements.isNull(start + i) ? Float.NaN : value(start + i);
        }
        return values;
    }

    private float value(int at) {
        return elements instanceof Float8Vector
                ? (float) ((Float8Vector) elements).get(at)
                : ((Float4Vector) elements).get(at);
    }
}
