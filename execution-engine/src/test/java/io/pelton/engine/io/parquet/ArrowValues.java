// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.RecordBatch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.*;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.NullUnmarked;

/**
 * Arrow fields and values of every kind. A value is plain Java: {@code Long} for all integers and times,
 * {@code ByteBuffer} for bytes, {@code List} for lists, structs and maps, null for null.
 */
@NullUnmarked
final class ArrowValues {
    static final List<ArrowType> LEAVES = List.of(
            new ArrowType.Int(8, true),
            new ArrowType.Int(16, true),
            new ArrowType.Int(32, true),
            new ArrowType.Int(64, true),
            new ArrowType.Int(8, false),
            new ArrowType.Int(16, false),
            new ArrowType.Int(32, false),
            new ArrowType.Int(64, false),
            new ArrowType.FloatingPoint(FloatingPointPrecision.HALF),
            new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
            new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
            new ArrowType.Bool(),
            new ArrowType.Utf8(),
            new ArrowType.LargeUtf8(),
            new ArrowType.Utf8View(),
            new ArrowType.Binary(),
            new ArrowType.LargeBinary(),
            new ArrowType.FixedSizeBinary(5),
            new ArrowType.Decimal(7, 2, 128),
            new ArrowType.Decimal(18, 0, 128),
            new ArrowType.Decimal(38, 10, 128),
            new ArrowType.Decimal(19, 19, 128),
            new ArrowType.Decimal(60, 5, 256),
            new ArrowType.Date(DateUnit.DAY),
            new ArrowType.Date(DateUnit.MILLISECOND),
            new ArrowType.Time(TimeUnit.SECOND, 32),
            new ArrowType.Time(TimeUnit.MILLISECOND, 32),
            new ArrowType.Time(TimeUnit.MICROSECOND, 64),
            new ArrowType.Time(TimeUnit.NANOSECOND, 64),
            new ArrowType.Timestamp(TimeUnit.SECOND, null),
            new ArrowType.Timestamp(TimeUnit.MILLISECOND, null),
            new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"),
            new ArrowType.Timestamp(TimeUnit.NANOSECOND, "Europe/Berlin"),
            new ArrowType.Timestamp(TimeUnit.SECOND, "UTC"),
            new ArrowType.Duration(TimeUnit.MILLISECOND),
            new ArrowType.Null());

    private final Random random;

    ArrowValues(Random random) {
        this.random = random;
    }

    /** A field of a random type, nested at most {@code depth} deep. */
    Field field(String name, int depth) {
        boolean isNullable = random.nextInt(4) != 0;
        int kind = depth == 0 ? 0 : random.nextInt(9);
        switch (kind) {
            case 4:
                return of(name, isNullable, new ArrowType.List(), field("item", depth - 1));
            case 5:
                return of(name, isNullable, new ArrowType.LargeList(), field("item", depth - 1));
            case 6:
                return of(name, isNullable, new ArrowType.FixedSizeList(random.nextInt(4)), field("item", depth - 1));
            case 7:
                List<Field> children = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    children.add(field("f" + i, depth - 1));
                }
                return new Field(name, new FieldType(isNullable, new ArrowType.Struct(), null), children);
            case 8:
                Field key = of("key", false, new ArrowType.Utf8());
                Field entries = of("entries", false, new ArrowType.Struct(), key, field("value", depth - 1));
                return of(name, isNullable, new ArrowType.Map(false), entries);
            default:
                ArrowType type = LEAVES.get(random.nextInt(LEAVES.size()));
                return of(name, isNullable || type instanceof ArrowType.Null, type);
        }
    }

    static Field of(String name, boolean isNullable, ArrowType type, Field... children) {
        return new Field(name, new FieldType(isNullable, type, null), List.of(children));
    }

    /** Random rows, each a value for each field of a schema. */
    List<List<Object>> rows(Schema schema, int count) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Object> row = new ArrayList<>();
            schema.getFields().forEach(f -> row.add(value(f)));
            rows.add(row);
        }
        return rows;
    }

    /** A random value of a field, null one time in five where that is allowed. */
    Object value(Field field) {
        ArrowType type = field.getType();
        if (type instanceof ArrowType.Null || field.isNullable() && random.nextInt(5) == 0) {
            return null;
        }
        switch (type.getTypeID()) {
            case Int:
                return integer((ArrowType.Int) type);
            case FloatingPoint:
                return floating(((ArrowType.FloatingPoint) type).getPrecision());
            case Bool:
                return random.nextBoolean();
            case Utf8:
            case LargeUtf8:
            case Utf8View:
                return List.of("", "a", "Grüße", "日本語 👍", "x".repeat(random.nextInt(100)))
                        .get(random.nextInt(5));
            case Binary:
            case LargeBinary:
                return bytes(random.nextInt(20));
            case FixedSizeBinary:
                return bytes(((ArrowType.FixedSizeBinary) type).getByteWidth());
            case Decimal:
                ArrowType.Decimal decimal = (ArrowType.Decimal) type;
                BigInteger digits = new BigInteger(decimal.getPrecision() * 3, random);
                return new BigDecimal(random.nextBoolean() ? digits : digits.negate(), decimal.getScale());
            case Date:
                return (long) random.nextInt(40_000) - 10_000;
            case Time:
                return (long) random.nextInt(86_400);
            case Timestamp:
            case Duration:
                return random.nextLong() / 10_000;
            case List:
            case LargeList:
                return list(field.getChildren().get(0), random.nextInt(4));
            case FixedSizeList:
                return list(field.getChildren().get(0), ((ArrowType.FixedSizeList) type).getListSize());
            case Struct:
                List<Object> fields = new ArrayList<>();
                field.getChildren().forEach(child -> fields.add(value(child)));
                return fields;
            case Map:
                return list(field.getChildren().get(0), random.nextInt(4));
            default:
                throw new AssertionError(type);
        }
    }

    private List<Object> list(Field item, int size) {
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.add(value(item));
        }
        return items;
    }

    private Object integer(ArrowType.Int type) {
        if (type.getBitWidth() == 64) {
            return random.nextLong();
        }
        long range = 1L << type.getBitWidth();
        long value = random.nextLong() & (range - 1);
        return type.getIsSigned() ? value - range / 2 : value;
    }

    private Object floating(FloatingPointPrecision precision) {
        return switch (precision) {
            case HALF -> (long) random.nextInt(0x7c00);
            case SINGLE ->
                List.of(random.nextFloat(), -0.0f, Float.NaN, Float.NEGATIVE_INFINITY)
                        .get(random.nextInt(4));
            case DOUBLE ->
                List.of(random.nextGaussian(), 0.0, Double.NaN, Double.MAX_VALUE)
                        .get(random.nextInt(4));
        };
    }

    private ByteBuffer bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** A batch of rows, each a value for each field. */
    static RecordBatch batch(BufferAllocator allocator, Schema schema, List<? extends List<?>> rows) {
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        root.getFieldVectors().forEach(vector -> vector.setInitialCapacity(rows.size()));
        root.allocateNew();
        for (int c = 0; c < schema.getFields().size(); c++) {
            for (int row = 0; row < rows.size(); row++) {
                set(root.getVector(c), row, rows.get(row).get(c));
            }
        }
        root.setRowCount(rows.size());
        return RecordBatch.of(root);
    }

    @SuppressWarnings("unchecked")
    private static void set(FieldVector vector, int i, Object value) {
        if (vector instanceof NullVector) {
            vector.setValueCount(Math.max(vector.getValueCount(), i + 1));
        } else if (value == null) {
            vector.setNull(i);
            setNullsBelow(vector, i);
        } else if (vector instanceof ListVector) {
            ListVector list = (ListVector) vector;
            List<Object> items = (List<Object>) value;
            int start = list.startNewValue(i);
            setAll(list.getDataVector(), start, items);
            list.endValue(i, items.size());
        } else if (vector instanceof LargeListVector) {
            LargeListVector list = (LargeListVector) vector;
            List<Object> items = (List<Object>) value;
            long start = list.startNewValue(i);
            setAll(list.getDataVector(), (int) start, items);
            list.endValue(i, items.size());
        } else if (vector instanceof FixedSizeListVector) {
            FixedSizeListVector list = (FixedSizeListVector) vector;
            int start = list.startNewValue(i);
            setAll(list.getDataVector(), start, (List<Object>) value);
        } else if (vector instanceof StructVector) {
            StructVector struct = (StructVector) vector;
            struct.setIndexDefined(i);
            for (int f = 0; f < struct.size(); f++) {
                set((FieldVector) struct.getChildByOrdinal(f), i, ((List<Object>) value).get(f));
            }
        } else {
            setLeaf(vector, i, value);
        }
    }

    /** Arrow's large and view vectors lose count over holes. */
    private static void setNullsBelow(FieldVector vector, int i) {
        if (vector instanceof StructVector) {
            vector.getChildrenFromFields().forEach(child -> set(child, i, null));
        } else if (vector instanceof FixedSizeListVector) {
            FixedSizeListVector list = (FixedSizeListVector) vector;
            for (int k = 0; k < list.getListSize(); k++) {
                set(list.getDataVector(), i * list.getListSize() + k, null);
            }
        }
    }

    private static void setAll(FieldVector items, int start, List<Object> values) {
        for (int k = 0; k < values.size(); k++) {
            set(items, start + k, values.get(k));
        }
    }

    private static void setLeaf(FieldVector vector, int i, Object value) {
        if (vector instanceof Float4Vector) {
            ((Float4Vector) vector).setSafe(i, (Float) value);
        } else if (vector instanceof Float8Vector) {
            ((Float8Vector) vector).setSafe(i, (Double) value);
        } else if (vector instanceof Float2Vector) {
            ((Float2Vector) vector).setSafe(i, ((Long) value).shortValue());
        } else if (vector instanceof BitVector) {
            ((BitVector) vector).setSafe(i, (Boolean) value ? 1 : 0);
        } else if (vector instanceof DecimalVector) {
            ((DecimalVector) vector).setSafe(i, (BigDecimal) value);
        } else if (vector instanceof Decimal256Vector) {
            ((Decimal256Vector) vector).setSafe(i, (BigDecimal) value);
        } else if (vector instanceof FixedSizeBinaryVector) {
            ((FixedSizeBinaryVector) vector).setSafe(i, ((ByteBuffer) value).array());
        } else if (value instanceof String) {
            setBytes(vector, i, ((String) value).getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof ByteBuffer) {
            setBytes(vector, i, ((ByteBuffer) value).array());
        } else {
            setLong(vector, i, (Long) value);
        }
    }

    private static void setBytes(FieldVector vector, int i, byte[] bytes) {
        if (vector instanceof BaseVariableWidthVector) {
            ((BaseVariableWidthVector) vector).setSafe(i, bytes);
        } else if (vector instanceof BaseLargeVariableWidthVector) {
            ((BaseLargeVariableWidthVector) vector).setSafe(i, bytes);
        } else {
            while (vector.getValueCapacity() <= i) {
                vector.reAlloc(); // setSafe looks at the view before it makes room for it
            }
            ((BaseVariableWidthViewVector) vector).setSafe(i, bytes);
        }
    }

    private static void setLong(FieldVector vector, int i, long value) {
        BaseFixedWidthVector fixed = (BaseFixedWidthVector) vector;
        while (fixed.getValueCapacity() <= i) {
            fixed.reAlloc();
        }
        fixed.setIndexDefined(i);
        long stored = vector instanceof DateMilliVector ? value * 86_400_000 : value;
        switch (fixed.getTypeWidth()) {
            case 1 -> fixed.getDataBuffer().setByte(i, (byte) stored);
            case 2 -> fixed.getDataBuffer().setShort(i * 2L, (short) stored);
            case 4 -> fixed.getDataBuffer().setInt(i * 4L, (int) stored);
            default -> fixed.getDataBuffer().setLong(i * 8L, stored);
        }
    }
}
