// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.expr;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.PeltonException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Where expressions start; import its methods statically. */
public final class Expressions {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final ArrowType FLOAT64 = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

    private Expressions() {}

    /** The column of a name; whether it exists is checked where the expression is used. */
    public static Expr.Column col(String name) {
        return new Expr.Column(name);
    }

    /**
     * A constant. Its value and type by what is given: integers become a {@code Long} of int64 and floating numbers a
     * {@code Double} of float64, as all arithmetic is done in these; {@code BigDecimal} (and {@code BigInteger}) a decimal
     * of its own precision and scale; {@code String} and enum constants a string; {@code byte[]} binary; {@code
     * LocalDate} date in days; {@code LocalTime} time; {@code LocalDateTime} a timestamp without and {@code Instant} (also
     * {@code ZonedDateTime}, {@code OffsetDateTime}) one with time zone UTC, in microseconds, or nanoseconds if those
     * are needed; {@code Boolean} bool; null the null type.
     *
     * @throws PeltonException of kind USER for anything else
     */
    public static Expr.Literal lit(@Nullable Object value) {
        if (value == null) {
            return new Expr.Literal(null, ArrowType.Null.INSTANCE);
        }
        if (value instanceof Boolean) {
            return new Expr.Literal(value, ArrowType.Bool.INSTANCE);
        }
        if (value instanceof String) {
            return new Expr.Literal(value, ArrowType.Utf8.INSTANCE);
        }
        if (value instanceof Enum<?>) {
            return new Expr.Literal(((Enum<?>) value).name(), ArrowType.Utf8.INSTANCE);
        }
        if (value instanceof byte[]) {
            return new Expr.Literal(((byte[]) value).clone(), ArrowType.Binary.INSTANCE);
        }
        if (value instanceof Number) {
            return number((Number) value);
        }
        return time(value);
    }

    private static Expr.Literal number(Number value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return new Expr.Literal(value.longValue(), INT64);
        }
        if (value instanceof Double || value instanceof Float) {
            return new Expr.Literal(value.doubleValue(), FLOAT64);
        }
        if (value instanceof BigDecimal) {
            return decimal((BigDecimal) value);
        }
        if (value instanceof BigInteger) {
            return decimal(new BigDecimal((BigInteger) value));
        }
        throw unsupported(value);
    }

    private static Expr.Literal decimal(BigDecimal value) {
        BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
        int precision = Math.max(plain.precision(), Math.max(plain.scale(), 1));
        if (precision > TypeRules.MAX_PRECISION_256) {
            throw PeltonException.user("Cannot write constant " + value + ": expected at most "
                    + TypeRules.MAX_PRECISION_256 + " digits but found " + precision + ". Round it.");
        }
        return new Expr.Literal(plain, TypeRules.decimal(precision, plain.scale()));
    }

    private static Expr.Literal time(Object value) {
        if (value instanceof LocalDate) {
            return new Expr.Literal(value, new ArrowType.Date(DateUnit.DAY));
        }
        if (value instanceof LocalTime) {
            return new Expr.Literal(value, new ArrowType.Time(unit(((LocalTime) value).getNano()), 64));
        }
        if (value instanceof LocalDateTime) {
            return new Expr.Literal(value, new ArrowType.Timestamp(unit(((LocalDateTime) value).getNano()), null));
        }
        if (value instanceof ZonedDateTime) {
            return instant(((ZonedDateTime) value).toInstant());
        }
        if (value instanceof OffsetDateTime) {
            return instant(((OffsetDateTime) value).toInstant());
        }
        if (value instanceof Instant) {
            return instant((Instant) value);
        }
        throw unsupported(value);
    }

    private static Expr.Literal instant(Instant value) {
        return new Expr.Literal(value, new ArrowType.Timestamp(unit(value.getNano()), "UTC"));
    }

    private static TimeUnit unit(int nanos) {
        return nanos % 1000 == 0 ? TimeUnit.MICROSECOND : TimeUnit.NANOSECOND;
    }

    private static PeltonException unsupported(Object value) {
        return PeltonException.user("Cannot write constant " + value + ": expected a boolean, number, string, byte[],"
                + " BigDecimal or java.time value but found a "
                + value.getClass().getName() + ".");
    }

    /** The expression itself, or the constant that a value makes. */
    static Expr of(@Nullable Object value) {
        return value instanceof Expr ? (Expr) value : lit(value);
    }

    /** All of the conditions; true if there are none. */
    public static Expr allOf(Expr... conditions) {
        Expr all = lit(true);
        for (int i = 0; i < conditions.length; i++) {
            Expr next = requireNonNull(conditions[i], "condition");
            all = i == 0 ? next : all.and(next);
        }
        return all;
    }

    /** One of the conditions or more; false if there are none. */
    public static Expr anyOf(Expr... conditions) {
        Expr any = lit(false);
        for (int i = 0; i < conditions.length; i++) {
            Expr next = requireNonNull(conditions[i], "condition");
            any = i == 0 ? next : any.or(next);
        }
        return any;
    }
}
