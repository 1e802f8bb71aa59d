// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.micro;

import io.pelton.dataset.RecordBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Seeded columns of the kinds that jobs have. The caller owns what these methods give. */
final class Columns {
    static final String TEXT = "text";
    static final String WORD = "word";
    static final String LONG = "long";
    static final String DOUBLE = "double";
    static final String NULLABLE_DOUBLE = "nullableDouble";
    static final String NULLABLE_TEXT = "nullableText";
    static final String VECTOR = "vector";
    private static final int DIMENSIONS = 16;
    private static final int WORDS = 500;
    private static final int NULL_EACH = 10;

    private Columns() {}

    static RecordBatch batch(int rows, BufferAllocator allocator, String... kinds) {
        FieldVector[] columns = new FieldVector[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            columns[i] = column(kinds[i], rows, allocator);
        }
        return RecordBatch.of(List.of(columns), rows);
    }

    private static FieldVector column(String kind, int rows, BufferAllocator allocator) {
        SplittableRandom random = new SplittableRandom(kind.hashCode());
        return switch (kind) {
            case TEXT -> texts(kind, rows, allocator, random, rows + 1);
            case NULLABLE_TEXT -> texts(kind, rows, allocator, random, NULL_EACH);
            case WORD -> words(rows, allocator, random);
            case LONG -> longs(rows, allocator, random);
            case DOUBLE -> doubles(kind, rows, allocator, random, rows + 1);
            case NULLABLE_DOUBLE -> doubles(kind, rows, allocator, random, NULL_EACH);
            case VECTOR -> vectors(rows, allocator, random);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static FieldVector texts(
            String name, int rows, BufferAllocator allocator, SplittableRandom random, int nullEach) {
        VarCharVector vector = new VarCharVector(name, allocator);
        byte[] text = new byte[96];
        for (int row = 0; row < rows; row++) {
            int length = 1 + random.nextInt(text.length);
            for (int i = 0; i < length; i++) {
                text[i] = (byte) ('a' + random.nextInt(26));
            }
            if ((row + 1) % nullEach != 0) {
                vector.setSafe(row, text, 0, length);
            }
        }
        vector.setValueCount(rows);
        return vector;
    }

    private static FieldVector words(int rows, BufferAllocator allocator, SplittableRandom random) {
        VarCharVector vector = new VarCharVector(WORD, allocator);
        for (int row = 0; row < rows; row++) {
            vector.setSafe(row, ("word number " + random.nextInt(WORDS)).getBytes(StandardCharsets.UTF_8));
        }
        vector.setValueCount(rows);
        return vector;
    }

    private static FieldVector longs(int rows, BufferAllocator allocator, SplittableRandom random) {
        BigIntVector vector = new BigIntVector(LONG, allocator);
        for (int row = 0; row < rows; row++) {
            vector.setSafe(row, random.nextLong(1L << 40));
        }
        vector.setValueCount(rows);
        return vector;
    }

    private static FieldVector doubles(
            String name, int rows, BufferAllocator allocator, SplittableRandom random, int nullEach) {
        Float8Vector vector = new Float8Vector(name, allocator);
        for (int row = 0; row < rows; row++) {
            if ((row + 1) % nullEach != 0) {
                vector.setSafe(row, random.nextDouble());
            }
        }
        vector.setValueCount(rows);
        return vector;
    }

    private static FieldVector vectors(int rows, BufferAllocator allocator, SplittableRandom random) {
        Field item = new Field(
                "item", FieldType.notNullable(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)), List.of());
        Field field = new Field(VECTOR, FieldType.nullable(new ArrowType.FixedSizeList(DIMENSIONS)), List.of(item));
        FixedSizeListVector vector = (FixedSizeListVector) field.createVector(allocator);
        vector.setInitialCapacity(rows);
        vector.allocateNew();
        Float4Vector values = (Float4Vector) vector.getDataVector();
        for (int row = 0; row < rows; row++) {
            vector.setNotNull(row);
            for (int i = 0; i < DIMENSIONS; i++) {
                values.setSafe(row * DIMENSIONS + i, (float) random.nextDouble());
            }
        }
        vector.setValueCount(rows);
        return vector;
    }
}
