// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.expr;

import java.util.Optional;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * What types meet, and what comes of it. One place for whoever checks expressions and whoever computes them.
 *
 * <p><b>Numbers.</b> Floating with any number meets at float64; decimal with integers or decimals at a decimal; integers
 * of any width and sign at int64. An unsigned value above the largest int64 is an error when it is met.
 *
 * <p><b>Decimals.</b> An integer counts as decimal(19, 0). With sides (p1, s1) and (p2, s2): a sum or difference has scale
 * max(s1, s2) and max(p1 - s1, p2 - s2) + 1 digits before the point; a product has scale s1 + s2 and precision p1 + p2; a
 * quotient has scale max(s1, s2, 6), rounded half up, and the greatest precision; a remainder has scale max(s1, s2) and
 * the greatest precision. The greatest precision is 38, or 76 if a side has 256 bits; more is cut to it, and a value that
 * does not fit is an error when it is met.
 */
public final class TypeRules {
    static final int MAX_PRECISION_128 = 38;
    static final int MAX_PRECISION_256 = 76;
    private static final int MIN_QUOTIENT_SCALE = 6;
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final ArrowType FLOAT64 = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

    private TypeRules() {}

    /**
     * The type to which both sides of a comparison are taken: int64, float64, a decimal that holds both, string, binary,
     * bool, date in days, time in nanoseconds, or timestamp in the finer of the two units (with UTC or without zone).
     *
     * @return empty if the two cannot be compared
     */
    public static Optional<ArrowType> compared(ArrowType left, ArrowType right) {
        if (isNumber(left) && isNumber(right)) {
            return Optional.of(commonNumber(left, right));
        }
        if (isString(left) && isString(right)) {
            return Optional.of(ArrowType.Utf8.INSTANCE);
        }
        if (isBinary(left) && isBinary(right)) {
            return Optional.of(ArrowType.Binary.INSTANCE);
        }
        if (left instanceof ArrowType.Bool && right instanceof ArrowType.Bool) {
            return Optional.of(left);
        }
        return comparedTimes(left, right);
    }

    private static Optional<ArrowType> comparedTimes(ArrowType left, ArrowType right) {
        if (left instanceof ArrowType.Date && right instanceof ArrowType.Date) {
            return Optional.of(new ArrowType.Date(org.apache.arrow.vector.types.DateUnit.DAY));
        }
        if (left instanceof ArrowType.Time && right instanceof ArrowType.Time) {
            return Optional.of(new ArrowType.Time(TimeUnit.NANOSECOND, 64));
        }
        if (left instanceof ArrowType.Timestamp && right instanceof ArrowType.Timestamp) {
            ArrowType.Timestamp l = (ArrowType.Timestamp) left;
            ArrowType.Timestamp r = (ArrowType.Timestamp) right;
            if ((l.getTimezone() == null) == (r.getTimezone() == null)) {
                TimeUnit finer = l.getUnit().compareTo(r.getUnit()) >= 0 ? l.getUnit() : r.getUnit();
                return Optional.of(new ArrowType.Timestamp(finer, l.getTimezone() == null ? null : "UTC"));
            }
        }
        return Optional.empty();
    }

    /**
     * The type of the result of an arithmetic operation.
     *
     * @return empty if a side is not a number
     */
    public static Optional<ArrowType> arithmetic(Expr.ArithmeticOp op, ArrowType left, ArrowType right) {
        if (!isNumber(left) || !isNumber(right)) {
            return Optional.empty();
        }
        boolean exact = !isFloating(left) && !isFloating(right);
        if (exact && (left instanceof ArrowType.Decimal || right instanceof ArrowType.Decimal)) {
            return Optional.of(decimalResult(op, asDecimal(left), asDecimal(right)));
        }
        return Optional.of(exact ? INT64 : FLOAT64);
    }

    private static ArrowType decimalResult(Expr.ArithmeticOp op, ArrowType.Decimal l, ArrowType.Decimal r) {
        int most = l.getBitWidth() == 256 || r.getBitWidth() == 256 ? MAX_PRECISION_256 : MAX_PRECISION_128;
        int scale = Math.max(l.getScale(), r.getScale());
        return switch (op) {
            case ADD, SUBTRACT -> capped(digitsBeforePoint(l, r) + 1 + scale, scale, most);
            case MULTIPLY -> capped(l.getPrecision() + r.getPrecision(), l.getScale() + r.getScale(), most);
            case DIVIDE -> capped(most, Math.max(scale, MIN_QUOTIENT_SCALE), most);
            case MODULO -> capped(most, scale, most);
        };
    }

    private static ArrowType commonNumber(ArrowType left, ArrowType right) {
        if (isFloating(left) || isFloating(right)) {
            return FLOAT64;
        }
        if (!(left instanceof ArrowType.Decimal) && !(right instanceof ArrowType.Decimal)) {
            return INT64;
        }
        ArrowType.Decimal l = asDecimal(left);
        ArrowType.Decimal r = asDecimal(right);
        int scale = Math.max(l.getScale(), r.getScale());
        return capped(digitsBeforePoint(l, r) + scale, scale, MAX_PRECISION_256);
    }

    private static int digitsBeforePoint(ArrowType.Decimal l, ArrowType.Decimal r) {
        return Math.max(l.getPrecision() - l.getScale(), r.getPrecision() - r.getScale());
    }

    private static ArrowType capped(int precision, int scale, int most) {
        int cut = Math.min(precision, most);
        return new ArrowType.Decimal(cut, Math.min(scale, cut), most == MAX_PRECISION_256 && cut > 38 ? 256 : 128);
    }

    private static ArrowType.Decimal asDecimal(ArrowType type) {
        return type instanceof ArrowType.Decimal ? (ArrowType.Decimal) type : new ArrowType.Decimal(19, 0, 128);
    }

    /** A decimal in the fewest bits that hold it: 128 up to 38 digits, 256 above. */
    public static ArrowType.Decimal decimal(int precision, int scale) {
        return new ArrowType.Decimal(precision, scale, precision <= MAX_PRECISION_128 ? 128 : 256);
    }

    /** Whether a type is an integer, floating or decimal. */
    public static boolean isNumber(ArrowType type) {
        return isInteger(type) || isFloating(type) || type instanceof ArrowType.Decimal;
    }

    /** Whether a type is an integer of any width. */
    public static boolean isInteger(ArrowType type) {
        return type instanceof ArrowType.Int;
    }

    /** Whether a type is floating, of any width. */
    public static boolean isFloating(ArrowType type) {
        return type instanceof ArrowType.FloatingPoint;
    }

    /** Whether a type holds text. */
    public static boolean isString(ArrowType type) {
        return type instanceof ArrowType.Utf8
                || type instanceof ArrowType.LargeUtf8
                || type instanceof ArrowType.Utf8View;
    }

    /** Whether a type holds bytes. */
    public static boolean isBinary(ArrowType type) {
        return type instanceof ArrowType.Binary
                || type instanceof ArrowType.LargeBinary
                || type instanceof ArrowType.BinaryView
                || type instanceof ArrowType.FixedSizeBinary;
    }
}
