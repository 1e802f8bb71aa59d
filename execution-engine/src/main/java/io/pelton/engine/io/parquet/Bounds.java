// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.Expr.Comparison;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the values of a column in a run of rows.
 *
 * <p>A bound is null where nothing is known, or else a {@code BigDecimal} (integers, decimals, booleans, days, nanoseconds),
 * a {@code Double} or a {@code byte[]}. Bounds hold for all values but need not be among them. A floating column may hold
 * NaN whatever its statistics say, and NaN is above all else where expressions compare; so its upper bound is NaN.
 *
 * @param min no value is below
 * @param max no value is above
 * @param mayHoldNull whether there may be a null
 * @param mayHoldValue whether there may be anything else
 */
record Bounds(@Nullable Object min, @Nullable Object max, boolean mayHoldNull, boolean mayHoldValue) {
    static final Bounds UNKNOWN = new Bounds(null, null, true, true);

    private static final BigDecimal NANOS_OF_SECOND = BigDecimal.valueOf(1_000_000_000);

    /** Whether the comparison of a value with a constant may be true. */
    boolean mayHold(Comparison op, Object constant) {
        Integer low = min == null ? null : order(min, constant);
        Integer high = max == null ? null : order(max, constant);
        return mayHoldValue
                && switch (op) {
                    case EQ -> (low == null || low <= 0) && (high == null || high >= 0);
                    case NE -> low == null || high == null || low != 0 || high != 0;
                    case LT -> low == null || low < 0;
                    case LE -> low == null || low <= 0;
                    case GT -> high == null || high > 0;
                    case GE -> high == null || high >= 0;
                };
    }

    /** Whether a value may begin with a prefix. */
    boolean mayBeginWith(byte[] prefix) {
        boolean tooLow = max instanceof byte[] high && Arrays.compareUnsigned(high, prefix) < 0;
        boolean tooHigh = min instanceof byte[] low
                && Arrays.compareUnsigned(
                                low,
                                0,
                                Math.min(low.length, prefix.length),
                                prefix,
                                0,
                                Math.min(low.length, prefix.length))
                        > 0;
        return mayHoldValue && !tooLow && !tooHigh;
    }

    /** How a bound compares to a constant, or null if the two are not of one kind. */
    private static @Nullable Integer order(Object bound, Object constant) {
        if (bound instanceof BigDecimal left && constant instanceof BigDecimal right) {
            return left.compareTo(right);
        }
        if (bound instanceof byte[] left && constant instanceof byte[] right) {
            return Arrays.compareUnsigned(left, right);
        }
        if (bound instanceof Double left && constant instanceof Double right) {
            return left.doubleValue() == right.doubleValue() ? 0 : Double.compare(left, right);
        }
        return null;
    }

    /** A constant in the form in which it is compared with a column's bounds; null if that is not known. */
    static @Nullable Object constant(Expr.Literal literal, ArrowType column) {
        Object value = literal.value();
        if (value instanceof Long number) {
            return column instanceof ArrowType.FloatingPoint ? (Object) (double) number : BigDecimal.valueOf(number);
        } else if (value instanceof Double number) {
            return number;
        } else if (value instanceof BigDecimal number) {
            return number;
        } else if (value instanceof Boolean bool) {
            return bool ? BigDecimal.ONE : BigDecimal.ZERO;
        } else if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        } else if (value instanceof byte[] bytes) {
            return bytes;
        } else if (value instanceof LocalDate date) {
            return BigDecimal.valueOf(date.toEpochDay());
        } else if (value instanceof LocalTime time) {
            return BigDecimal.valueOf(time.toNanoOfDay());
        } else if (value instanceof LocalDateTime time) {
            return nanos(time.toInstant(ZoneOffset.UTC));
        } else if (value instanceof Instant instant) {
            return nanos(instant);
        }
        return null;
    }

    private static BigDecimal nanos(Instant instant) {
        return BigDecimal.valueOf(instant.getEpochSecond())
                .multiply(NANOS_OF_SECOND)
                .add(BigDecimal.valueOf(instant.getNano()));
    }

    /** A bound from its stored bytes; null if it says nothing. */
    static @Nullable Object decode(LeafType type, byte @Nullable [] stored) {
        if (stored == null) {
            return null;
        }
        return switch (type.physical()) {
            case BOOLEAN -> stored.length == 1 ? BigDecimal.valueOf(stored[0] & 1) : null;
            case INT32 -> stored.length == 4 ? exact(type.arrow(), Bytes.getInt(stored, 0)) : null;
            case INT64 -> stored.length == 8 ? exact(type.arrow(), Bytes.getLong(stored, 0)) : null;
            case FLOAT -> stored.length == 4 ? number(Float.intBitsToFloat(Bytes.getInt(stored, 0))) : null;
            case DOUBLE -> stored.length == 8 ? number(Double.longBitsToDouble(Bytes.getLong(stored, 0))) : null;
            case INT96 -> null;
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> binary(type.arrow(), stored);
        };
    }

    private static @Nullable Object number(double value) {
        return Double.isNaN(value) ? null : (Object) value;
    }

    private static @Nullable Object exact(ArrowType type, long value) {
        if (type instanceof ArrowType.Int integer && !integer.getIsSigned()) {
            return integer.getBitWidth() == 64 ? null : BigDecimal.valueOf(value & 0xffff_ffffL);
        } else if (type instanceof ArrowType.Decimal decimal) {
            return BigDecimal.valueOf(value, decimal.getScale());
        } else if (type instanceof ArrowType.Time time) {
            return BigDecimal.valueOf(value).multiply(nanosOf(time.getUnit()));
        } else if (type instanceof ArrowType.Timestamp timestamp) {
            return BigDecimal.valueOf(value).multiply(nanosOf(timestamp.getUnit()));
        }
        return BigDecimal.valueOf(value);
    }

    private static BigDecimal nanosOf(TimeUnit unit) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case SECOND -> 1_000_000_000;
                    case MILLISECOND -> 1_000_000;
                    case MICROSECOND -> 1_000;
                    case NANOSECOND -> 1;
                });
    }

    private static @Nullable Object binary(ArrowType type, byte[] stored) {
        if (type instanceof ArrowType.Decimal decimal) {
            return stored.length == 0 ? null : new BigDecimal(new BigInteger(stored), decimal.getScale());
        }
        boolean half = type.equals(new ArrowType.FloatingPoint(FloatingPointPrecision.HALF));
        return half ? null : stored;
    }

    /** Bounds from stored bytes. */
    static Bounds of(LeafType type, byte @Nullable [] min, byte @Nullable [] max, boolean mayHoldNull) {
        Object high = type.arrow() instanceof ArrowType.FloatingPoint ? (Object) Double.NaN : decode(type, max);
        return new Bounds(decode(type, min), high, mayHoldNull, true);
    }
}
