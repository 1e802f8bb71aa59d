// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.expr.Expr.Literal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Constants of expressions as kernels. */
final class Literals {
    private Literals() {}

    static Constant<? extends Lane> kernel(Literal literal) {
        Object value = literal.value();
        ArrowType type = literal.type();
        if (value == null) {
            return Constant.ofNull(new BoolLane());
        }
        if (value instanceof Boolean) {
            return Constant.of(((Boolean) value).booleanValue());
        }
        if (value instanceof Double || value instanceof Float) {
            return Constant.of(((Number) value).doubleValue());
        }
        if (value instanceof BigDecimal) {
            return Constant.of((BigDecimal) value);
        }
        if (value instanceof String) {
            return Constant.of(((String) value).getBytes(UTF_8));
        }
        if (value instanceof byte[]) {
            return Constant.of((byte[]) value);
        }
        return Constant.of(count(value, type));
    }

    /** An integer, or a date or time as the count of its type's unit. */
    private static long count(Object value, ArrowType type) {
        if (value instanceof Number) {
            return ((Number) value).longValue();
        }
        if (value instanceof LocalDate) {
            return ((LocalDate) value).toEpochDay();
        }
        if (value instanceof LocalTime) {
            long nanos = ((LocalTime) value).toNanoOfDay();
            return Convert.units(((ArrowType.Time) type).getUnit()).convert(nanos, TimeUnit.NANOSECONDS);
        }
        Instant instant =
                value instanceof LocalDateTime ? ((LocalDateTime) value).toInstant(ZoneOffset.UTC) : (Instant) value;
        TimeUnit unit = Convert.units(((ArrowType.Timestamp) type).getUnit());
        try {
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), unit.convert(1, TimeUnit.SECONDS)),
                    unit.convert(instant.getNano(), TimeUnit.NANOSECONDS));
        } catch (ArithmeticException e) {
            throw outOfRange(value, unit);
        }
    }

    private static PeltonException outOfRange(@Nullable Object value, TimeUnit unit) {
        return PeltonException.user("Cannot use constant " + value + ": expected a time that int64 holds in " + unit
                + " but found one beyond. Round it to microseconds.");
    }
}
