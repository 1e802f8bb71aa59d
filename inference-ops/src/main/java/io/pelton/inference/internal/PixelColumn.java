// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/** A column of pixels, {@code [3, height, width]} in each row, that is written row by row. */
final class PixelColumn implements AutoCloseable {
    private final FixedSizeListVector column;
    private final List<FieldVector> levels = new ArrayList<>();
    private final float @Nullable [][] values;
    private final int rows;
    private final int rowValues;
    private final float[] floats;

    /**
     * Makes room for rows.
     *
     * @param values for each colour what each level becomes; null if the column holds the levels themselves
     */
    PixelColumn(Field field, float @Nullable [][] values, int rows, BufferAllocator allocator) {
        this.values = values;
        this.rows = rows;
        this.column = (FixedSizeListVector) field.createVector(allocator);
        FieldVector level = column;
        int each = 1;
        levels.add(level);
        while (level instanceof FixedSizeListVector) {
            each *= ((FixedSizeListVector) level).getListSize();
            level = ((FixedSizeListVector) level).getDataVector();
            levels.add(level);
        }
        this.rowValues = each;
        this.floats = values == null ? new float[0] : new float[each];
        try {
            column.setInitialCapacity(rows);
            column.allocateNew();
            column.setValueCount(rows);
        } catch (RuntimeException | Error e) {
            column.close();
            throw e;
        }
        column.getValidityBuffer().setZero(0, (rows + 7) >>> 3);
        for (FieldVector inner : levels.subList(1, levels.size())) {
            inner.getValidityBuffer().setOne(0, (inner.getValueCount() + 7) >>> 3);
        }
    }

    /** The field of such a column; its elements are never null. */
    static Field field(String name, int height, int width, boolean floats) {
        ArrowType element =
                floats ? new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE) : new ArrowType.Int(8, false);
        Field row = list(
                ListVector.DATA_VECTOR_NAME,
                width,
                new Field(ListVector.DATA_VECTOR_NAME, FieldType.notNullable(element), null),
                false);
        return list(name, 3, list(ListVector.DATA_VECTOR_NAME, height, row, false), true);
    }

    private static Field list(String name, int size, Field child, boolean nullable) {
        ArrowType type = new ArrowType.FixedSizeList(size);
        return new Field(name, new FieldType(nullable, type, null), List.of(child));
    }

    private ArrowBuf data() {
        return levels.get(levels.size() - 1).getDataBuffer();
    }

    /** Writes a row. */
    void set(int row, byte[] pixels) {
        BitVectorHelper.setBit(column.getValidityBuffer(), row);
        if (values == null) {
            data().setBytes((long) row * rowValues, pixels, 0, rowValues);
            return;
        }
        int plane = rowValues / values.length;
        for (int colour = 0; colour < values.length; colour++) {
            float[] table = values[colour];
            for (int i = colour * plane; i < (colour + 1) * plane; i++) {
                floats[i] = table[pixels[i] & 0xFF];
            }
        }
        FloatBuffer target = data().nioBuffer(4L * row * rowValues, 4 * rowValues)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        target.put(0, floats, 0, rowValues);
    }

    /** Leaves a row without pixels; what lies in its place is zero. */
    void setNull(int row) {
        long bytes = (long) rowValues * (values == null ? 1 : 4);
        data().setZero(row * bytes, bytes);
    }

    /** The column, which the caller owns from now on. */
    FieldVector finish() {
        column.setValueCount(rows);
        return column;
    }

    @Override
    public void close() {
        column.close();
    }
}
