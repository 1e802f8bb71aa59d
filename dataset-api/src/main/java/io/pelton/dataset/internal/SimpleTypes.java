// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import io.pelton.dataset.PeltonException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/** The Java types that are made of nothing else, with the arrays of primitives. */
final class SimpleTypes {
    private static final int DECIMAL_PRECISION = 38;
    private static final int DECIMAL_SCALE = 9;
    private static final ArrowType FLOAT32 = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    private static final ArrowType FLOAT64 = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    private static final JavaType TEXT = leaf(ArrowType.Utf8.INSTANCE, true, (v, i, x) -> writeText(v, i, (String) x));
    private static final JavaType ENUM =
            leaf(ArrowType.Utf8.INSTANCE, true, (v, i, x) -> writeText(v, i, ((Enum<?>) x).name()));
    private static final Map<Class<?>, JavaType> ALL = all();

    private SimpleTypes() {}

    static @Nullable JavaType find(Class<?> type) {
        return type.isEnum() ? ENUM : ALL.get(type);
    }

    private static Map<Class<?>, JavaType> all() {
        Map<Class<?>, JavaType> map = new HashMap<>();
        map.put(String.class, TEXT);
        addPrimitives(map);
        addArrays(map);
        map.put(
                BigDecimal.class,
                leaf(new ArrowType.Decimal(DECIMAL_PRECISION, DECIMAL_SCALE, 128), true, SimpleTypes::writeDecimal));
        map.put(LocalDate.class, leaf(new ArrowType.Date(DateUnit.DAY), true, (v, i, x) -> ((DateDayVector) v)
                .setSafe(i, (int) ((LocalDate) x).toEpochDay())));
        map.put(
                LocalTime.class,
                leaf(new ArrowType.Time(TimeUnit.MICROSECOND, 64), true, (v, i, x) -> ((TimeMicroVector) v)
                        .setSafe(i, ((LocalTime) x).toNanoOfDay() / 1000)));
        map.put(
                LocalDateTime.class,
                leaf(
                        new ArrowType.Timestamp(TimeUnit.MICROSECOND, null),
                        true,
                        (v, i, x) -> writeMicros(v, i, ((LocalDateTime) x).toInstant(ZoneOffset.UTC))));
        map.put(
                Instant.class,
                leaf(
                        new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"),
                        true,
                        (v, i, x) -> writeMicros(v, i, (Instant) x)));
        return Map.copyOf(map);
    }

    private static void addPrimitives(Map<Class<?>, JavaType> map) {
        both(map, boolean.class, Boolean.class, ArrowType.Bool.INSTANCE, (v, i, x) -> ((BitVector) v)
                .setSafe(i, (Boolean) x ? 1 : 0));
        both(map, byte.class, Byte.class, integer(8), (v, i, x) -> ((TinyIntVector) v).setSafe(i, (Byte) x));
        both(map, short.class, Short.class, integer(16), (v, i, x) -> ((SmallIntVector) v).setSafe(i, (Short) x));
        both(map, int.class, Integer.class, integer(32), (v, i, x) -> ((IntVector) v).setSafe(i, (Integer) x));
        both(map, long.class, Long.class, integer(64), (v, i, x) -> ((BigIntVector) v).setSafe(i, (Long) x));
        both(map, float.class, Float.class, FLOAT32, (v, i, x) -> ((Float4Vector) v).setSafe(i, (Float) x));
        both(map, double.class, Double.class, FLOAT64, (v, i, x) -> ((Float8Vector) v).setSafe(i, (Double) x));
    }

    private static void both(
            Map<Class<?>, JavaType> map, Class<?> primitive, Class<?> box, ArrowType type, JavaType.Writer writer) {
        map.put(primitive, leaf(type, false, writer));
        map.put(box, leaf(type, true, writer));
    }

    private static void addArrays(Map<Class<?>, JavaType> map) {
        map.put(byte[].class, leaf(ArrowType.Binary.INSTANCE, true, (v, i, x) -> ((VarBinaryVector) v)
                .setSafe(i, (byte[]) x)));
        map.put(float[].class, array(FLOAT32, (list, i, x) -> {
            float[] values = (float[]) x;
            int start = ((ListVector) list).startNewValue(i);
            Float4Vector data = (Float4Vector) ((ListVector) list).getDataVector();
            for (int k = 0; k < values.length; k++) {
                data.setSafe(start + k, values[k]);
            }
            ((ListVector) list).endValue(i, values.length);
        }));
        map.put(double[].class, array(FLOAT64, (list, i, x) -> {
            double[] values = (double[]) x;
            int start = ((ListVector) list).startNewValue(i);
            Float8Vector data = (Float8Vector) ((ListVector) list).getDataVector();
            for (int k = 0; k < values.length; k++) {
                data.setSafe(start + k, values[k]);
            }
            ((ListVector) list).endValue(i, values.length);
        }));
        map.put(int[].class, array(integer(32), (list, i, x) -> {
            int[] values = (int[]) x;
            int start = ((ListVector) list).startNewValue(i);
            IntVector data = (IntVector) ((ListVector) list).getDataVector();
            for (int k = 0; k < values.length; k++) {
                data.setSafe(start + k, values[k]);
            }
            ((ListVector) list).endValue(i, values.length);
        }));
        map.put(long[].class, array(integer(64), (list, i, x) -> {
            long[] values = (long[]) x;
            int start = ((ListVector) list).startNewValue(i);
            BigIntVector data = (BigIntVector) ((ListVector) list).getDataVector();
            for (int k = 0; k < values.length; k++) {
                data.setSafe(start + k, values[k]);
            }
            ((ListVector) list).endValue(i, values.length);
        }));
    }

    private static ArrowType integer(int bits) {
        return new ArrowType.Int(bits, true);
    }

    private static JavaType leaf(ArrowType type, boolean nullable, JavaType.Writer writer) {
        return new JavaType(type, nullable, List.of(), writer);
    }

    private static JavaType array(ArrowType element, JavaType.Writer writer) {
        Field child = new Field(ListVector.DATA_VECTOR_NAME, new FieldType(false, element, null), null);
        return new JavaType(ArrowType.List.INSTANCE, true, List.of(child), writer);
    }

    private static void writeText(FieldVector vector, int index, String text) {
        ((VarCharVector) vector).setSafe(index, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeDecimal(FieldVector vector, int index, Object value) {
        BigDecimal decimal = ((BigDecimal) value).stripTrailingZeros();
        if (decimal.scale() > DECIMAL_SCALE
                || decimal.precision() - decimal.scale() > DECIMAL_PRECISION - DECIMAL_SCALE) {
            throw PeltonException.user("Cannot write column '" + vector.getName() + "': expected a decimal of at most "
                    + (DECIMAL_PRECISION - DECIMAL_SCALE) + " digits before and " + DECIMAL_SCALE
                    + " after the point but found " + value + ". Round it, as with setScale(" + DECIMAL_SCALE
                    + ", ..).");
        }
        ((DecimalVector) vector).setSafe(index, decimal.setScale(DECIMAL_SCALE));
    }

    private static void writeMicros(FieldVector vector, int index, Instant instant) {
        try {
            long seconds = Math.multiplyExact(instant.getEpochSecond(), 1_000_000L);
            ((TimeStampVector) vector).setSafe(index, Math.addExact(seconds, instant.getNano() / 1000));
        } catch (ArithmeticException e) {
            throw PeltonException.user(
                    "Cannot write column '" + vector.getName()
                            + "': expected a time within 292,000 years of 1970 but found " + instant + ".",
                    e);
        }
    }
}
