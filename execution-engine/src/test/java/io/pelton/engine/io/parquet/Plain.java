// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Rows as plain Java values, from Arrow vectors and from parquet-mr's groups, so that the two can be compared: whole
 * numbers, dates and times as longs of the stored bits, bytes and texts as hex, lists and maps as lists, structs as maps.
 */
final class Plain {
    private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;
    private static final long NANOS_OF_DAY = 86_400_000_000_000L;

    private Plain() {}

    static @Nullable Object of(FieldVector vector, int i) {
        if (vector.isNull(i)) {
            return null;
        }
        if (vector instanceof StructVector struct) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            for (FieldVector child : struct.getChildrenFromFields()) {
                fields.put(child.getName(), of(child, i));
            }
            return fields;
        }
        if (vector instanceof ListVector list) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int e = list.getElementStartIndex(i); e < list.getElementEndIndex(i); e++) {
                values.add(of(list.getDataVector(), e));
            }
            return values;
        }
        if (vector instanceof FixedSizeListVector list) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int e = list.getElementStartIndex(i); e < list.getElementEndIndex(i); e++) {
                values.add(of(list.getDataVector(), e));
            }
            return values;
        }
        return ofLeaf(vector, i);
    }

    private static Object ofLeaf(FieldVector vector, int i) {
        if (vector instanceof BitVector bits) {
            return bits.get(i) == 1;
        } else if (vector instanceof VarCharVector text) {
            return hex(text.get(i));
        } else if (vector instanceof VarBinaryVector bytes) {
            return hex(bytes.get(i));
        } else if (vector instanceof FixedSizeBinaryVector bytes) {
            return hex(bytes.get(i));
        } else if (vector instanceof DecimalVector decimal) {
            return decimal.getObject(i);
        } else if (vector instanceof Decimal256Vector decimal) {
            return decimal.getObject(i);
        }
        int width = ((BaseFixedWidthVector) vector).getTypeWidth();
        return switch (width) {
            case 1 -> (long) vector.getDataBuffer().getByte(i);
            case 2 -> (long) vector.getDataBuffer().getShort(2L * i);
            case 4 -> (long) vector.getDataBuffer().getInt(4L * i);
            case 8 -> vector.getDataBuffer().getLong(8L * i);
            default -> throw new IllegalArgumentException(vector.getField().toString());
        };
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** A row as parquet-mr reads it. */
    static Map<String, @Nullable Object> of(Group row) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        GroupType type = row.getType();
        for (int i = 0; i < type.getFieldCount(); i++) {
            fields.put(type.getFieldName(i), field(row, type.getType(i), i));
        }
        return fields;
    }

    private static @Nullable Object field(Group row, Type type, int i) {
        int count = row.getFieldRepetitionCount(i);
        if (type.isRepetition(Type.Repetition.REPEATED)) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int k = 0; k < count; k++) {
                values.add(value(row, type, i, k));
            }
            return values;
        }
        return count == 0 ? null : value(row, type, i, 0);
    }

    private static @Nullable Object value(Group row, Type type, int i, int k) {
        if (type.isPrimitive()) {
            return leaf(row, type.asPrimitiveType(), i, k);
        }
        Group group = row.getGroup(i, k);
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof ListLogicalTypeAnnotation) {
            return list(type.getName(), group);
        }
        if (logical instanceof MapLogicalTypeAnnotation) {
            List<Object> entries = new ArrayList<>();
            for (int e = 0; e < group.getFieldRepetitionCount(0); e++) {
                Group entry = group.getGroup(0, e);
                Map<String, @Nullable Object> pair = new LinkedHashMap<>();
                pair.put("key", field(entry, entry.getType().getType(0), 0));
                pair.put("value", field(entry, entry.getType().getType(1), 1));
                entries.add(pair);
            }
            return entries;
        }
        return of(group);
    }

    private static Object list(String name, Group group) {
        Type repeated = group.getType().getType(0);
        List<@Nullable Object> values = new ArrayList<>();
        for (int e = 0; e < group.getFieldRepetitionCount(0); e++) {
            boolean wrapped = !repeated.isPrimitive()
                    && repeated.asGroupType().getFieldCount() == 1
                    && !repeated.getName().equals("array")
                    && !repeated.getName().equals(name + "_tuple");
            if (wrapped) {
                Group wrapper = group.getGroup(0, e);
                values.add(field(wrapper, wrapper.getType().getType(0), 0));
            } else {
                values.add(value(group, repeated, 0, e));
            }
        }
        return values;
    }

    private static Object leaf(Group row, PrimitiveType type, int i, int k) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            BigInteger unscaled =
                    switch (type.getPrimitiveTypeName()) {
                        case INT32 -> BigInteger.valueOf(row.getInteger(i, k));
                        case INT64 -> BigInteger.valueOf(row.getLong(i, k));
                        default -> new BigInteger(row.getBinary(i, k).getBytes());
                    };
            return new BigDecimal(unscaled, decimal.getScale());
        }
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> row.getBoolean(i, k);
            case INT32 -> narrowed(row.getInteger(i, k), logical);
            case INT64 -> row.getLong(i, k);
            case FLOAT -> (long) Float.floatToRawIntBits(row.getFloat(i, k));
            case DOUBLE -> Double.doubleToRawLongBits(row.getDouble(i, k));
            case INT96 -> nanos(row.getInt96(i, k));
            case BINARY, FIXED_LEN_BYTE_ARRAY -> {
                byte[] bytes = row.getBinary(i, k).getBytes();
                yield logical instanceof LogicalTypeAnnotation.Float16LogicalTypeAnnotation
                        ? (Object) (long) (short) (bytes[0] & 0xff | bytes[1] << 8)
                        : hex(bytes);
            }
        };
    }

    private static long narrowed(int value, @Nullable LogicalTypeAnnotation logical) {
        int bits = logical instanceof IntLogicalTypeAnnotation integer ? integer.getBitWidth() : 32;
        return bits == 8 ? (byte) value : bits == 16 ? (short) value : value;
    }

    private static long nanos(Binary int96) {
        java.nio.ByteBuffer bytes = int96.toByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN);
        long nanosOfDay = bytes.getLong(bytes.position());
        return (bytes.getInt(bytes.position() + 8) - JULIAN_DAY_OF_EPOCH) * NANOS_OF_DAY + nanosOfDay;
    }
}
