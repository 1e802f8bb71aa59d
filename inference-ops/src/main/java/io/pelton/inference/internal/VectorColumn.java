// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** A column of float vectors of one size that is written row by row in any order; rows that are not written are null. */
final class VectorColumn implements AutoCloseable {
    private final FixedSizeListVector list;
    private final Float4Vector values;
    private final FloatBuffer floats;
    private final int dimensions;
    private final int rows;

    VectorColumn(String name, int dimensions, int rows, BufferAllocator allocator) {
        this.dimensions = dimensions;
        this.rows = rows;
        list = (FixedSizeListVector) field(name, dimensions).createVector(allocator);
        values = (Float4Vector) list.getDataVector();
        try {
            list.setInitialCapacity(rows);
            list.allocateNew();
            list.setValueCount(rows);
        } catch (RuntimeException | Error e) {
            list.close();
            throw e;
        }
        ArrowBuf data = values.getDataBuffer();
        long bytes = 4L * rows * dimensions;
        data.setZero(0, bytes);
        list.getValidityBuffer().setZero(0, bitmapBytes(rows));
        ArrowBuf validity = values.getValidityBuffer();
        validity.setOne(0, bitmapBytes(rows * dimensions));
        floats = data.nioBuffer(0, Math.toIntExact(bytes))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static int bitmapBytes(int bits) {
        return (bits + 7) >>> 3;
    }

    /** The column's field: nullable lists of {@code dimensions} floats that are never null. */
    static Field field(String name, int dimensions) {
        ArrowType single = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
        Field element = new Field(ListVector.DATA_VECTOR_NAME, FieldType.notNullable(single), null);
        return new Field(name, FieldType.nullable(new ArrowType.FixedSizeList(dimensions)), List.of(element));
    }

    void set(int row, float[] vector) {
        floats.put(row * dimensions, vector, 0, dimensions);
        BitVectorHelper.setBit(list.getValidityBuffer(), row);
    }

    /** The vector, which the caller owns from now on. */
    FieldVector finish() {
        list.setValueCount(rows);
        return list;
    }

    @Override
    public void close() {
        list.close();
    }
}
