// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.expr;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * A typed expression over the columns of one row. Immutable; written as {@code col("gloss").length().gt(3)} with
 * {@link Expressions#col}. Wherever a method takes an {@code Object}, an expression stands for itself and anything else
 * for the constant that {@link Expressions#lit} makes of it.
 *
 * <p><b>Null.</b> Logic has three values, as in SQL: what is computed from null is null, except that {@code false and
 * null} is false, {@code true or null} is true, and {@link #isNull} always answers. Filters keep the rows for which the
 * answer is true.
 *
 * <p><b>Numbers.</b> Arithmetic on integers of any width is done in int64 and gives int64; if one side is floating, both
 * are taken as float64; if one side is decimal and the other is not floating, it is exact and gives a decimal. Integer
 * overflow, a decimal that does not fit its precision, and division of integers or decimals by zero end the job with an
 * error of kind USER; floating point follows IEEE 754. Dividing integers drops the fraction, as in Java. Comparisons
 * take both sides to the same common type; the zeros of both signs are equal, and NaN is equal to itself and above all
 * else.
 *
 * <p><b>Strings</b> are compared and counted by Unicode code points, whatever the locale; binary values are compared as
 * unsigned bytes. Types are checked when a {@link io.pelton.dataset.Dataset} verb takes the expression: see {@link
 * ExprTypes}.
 */
public sealed interface Expr {
    /** A column by name. */
    record Column(String name) implements Expr {
        public Column {
            requireNonNull(name, "name");
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.column(this);
        }

        @Override
        public String toString() {
            return ExprText.of(this);
        }
    }

    /** A constant; a null value has type {@link ArrowType.Null}. Made by {@link Expressions#lit}. */
    record Literal(@Nullable Object value, ArrowType type) implements Expr {
        public Literal {
            requireNonNull(type, "type");
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.literal(this);
        }

        /** Equal type and value; the bytes of a binary value count, not the array. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Literal
                    && type.equals(((Literal) other).type)
                    && Objects.deepEquals(value, ((Literal) other).value);
        }

        @Override
        public int hashCode() {
            return value instanceof byte[] ? java.util.Arrays.hashCode((byte[]) value) : Objects.hashCode(value);
        }

        @Override
        public String toString() {
            return ExprText.of(this);
        }
    }

    /** How two values compare. */
    enum Comparison {
        EQ,
        NE,
        LT,
        LE,
        GT,
        GE
    }

    /** A comparison; null if either side is. */
    record Compare(Comparison op, Expr left, Expr right) implements Expr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.compare(this);
        }

        @Override
        public String toString() {
            return ExprText.of(this);
        }
    }

    /** Three-valued AND, as in SQL. */
    record And(Expr left, Expr right) implements Expr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.and(this);
        }

        @Override
        public String toString() {
            return ExprText.of(this);
        }
    }

    /** Three-valued OR, as in SQL. */
    record Or(Expr left, Expr right) implements Expr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.or(this);
        }

        @Override
        public String toString() {
            return ExprText.of(this);
        }
    }

    /** Three-valued NOT, as in SQL. */
    record Not(Expr operand) implements Expr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.not(this);
        }

        @Override
        public String toString() {
            return ExprText.of(this);
        }
    }

    /** Whether the operand is null; never null itself. */
    record IsNull(Expr operand) implements Expr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.isNull(this);
        }

        @Override
        public String toString() {
            return ExprText.of(this);
        }
    }

    /** Whether the operand equals one of some constants, none of them null; null if the operand is. */
    record IsIn(Expr operand, List<Literal> values) implements Expr {
        public IsIn {
            values = List.copyOf(values);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.isIn(this);
        }

        @Override
        public String toString() {
            return ExprText.of(this);
        }
    }

    /** An arithmetic operation. */
    enum ArithmeticOp {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        /** The remainder of a division that drops the fraction; it has the sign of the left side, as in Java. */
        MODULO
    }

    /** Arithmetic; null if either side is. */
    record Arithmetic(ArithmeticOp op, Expr left, Expr right) implements Expr {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.arithmetic(this);
        }

        @Override
        public String toString() {
            return ExprText.of(this);
        }
    }

    /** A function of strings, with its arguments. */
    enum StringOp {
        /** {@code (string)}: the number of code points, as int64. */
        LENGTH,
        /** {@code (string)}: lower case by the rules of {@link java.util.Locale#ROOT}. */
        LOWER,
        /** {@code (string)}: upper case by the rules of {@link java.util.Locale#ROOT}. */
        UPPER,
        /** {@code (string)}: without the white space at both ends, as {@link String#strip}. */
        TRIM,
        /** {@code (string, part)}: whether the part is in the string. */
        CONTAINS,
        /** {@code (string, prefix)}. */
        STARTS_WITH,
        /** {@code (string, suffix)}. */
        ENDS_WITH,
        /**
         * {@code (string, from)} or {@code (string, from, length)}: code points from number {@code from}, counted from 0,
         * at most {@code length} of them; what lies outside of the string is left out, and is no error.
         */
        SUBSTRING,
        /** {@code (string, string...)}: one after the other. */
        CONCAT
    }

    /** A string function of its arguments; null if any of them is. */
    record StringCall(StringOp op, List<Expr> arguments) implements Expr {
        public StringCall {
            arguments = List.copyOf(arguments);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stringCall(this);
        }

        @Override
        public String toString() {
            return ExprText.of(this);
        }
    }

    /** Calls the visitor's method for this kind of expression. */
    <R> R accept(Visitor<R> visitor);

    /**
     * One method for each kind of expression, so that a new kind breaks the build wherever expressions are taken apart.
     *
     * @param <R> what the visit gives
     */
    interface Visitor<R> {
        /** Visits a column. */
        R column(Column column);

        /** Visits a constant. */
        R literal(Literal literal);

        /** Visits a comparison. */
        R compare(Compare compare);

        /** Visits a conjunction. */
        R and(And and);

        /** Visits a disjunction. */
        R or(Or or);

        /** Visits a negation. */
        R not(Not not);

        /** Visits a test for null. */
        R isNull(IsNull isNull);

        /** Visits a test for membership. */
        R isIn(IsIn isIn);

        /** Visits arithmetic. */
        R arithmetic(Arithmetic arithmetic);

        /** Visits a string function. */
        R stringCall(StringCall call);
    }

    /** Whether this is null. */
    default Expr isNull() {
        return new IsNull(this);
    }

    /** Whether this is anything but null. */
    default Expr isNotNull() {
        return new Not(new IsNull(this));
    }

    /** {@code this = other}. */
    default Expr eq(@Nullable Object other) {
        return new Compare(Comparison.EQ, this, Expressions.of(other));
    }

    /** {@code this <> other}. */
    default Expr ne(@Nullable Object other) {
        return new Compare(Comparison.NE, this, Expressions.of(other));
    }

    /** {@code this < other}. */
    default Expr lt(@Nullable Object other) {
        return new Compare(Comparison.LT, this, Expressions.of(other));
    }

    /** {@code this <= other}. */
    default Expr le(@Nullable Object other) {
        return new Compare(Comparison.LE, this, Expressions.of(other));
    }

    /** {@code this > other}. */
    default Expr gt(@Nullable Object other) {
        return new Compare(Comparison.GT, this, Expressions.of(other));
    }

    /** {@code this >= other}. */
    default Expr ge(@Nullable Object other) {
        return new Compare(Comparison.GE, this, Expressions.of(other));
    }

    /** {@code low <= this and this <= high}. */
    default Expr between(Object low, Object high) {
        return ge(low).and(le(high));
    }

    /** Whether this equals one of the constants. */
    default Expr isIn(@Nullable Object... values) {
        List<Literal> literals = new ArrayList<>(values.length);
        for (Object value : values) {
            literals.add(Expressions.lit(value));
        }
        return new IsIn(this, literals);
    }

    /** Both. */
    default Expr and(Expr other) {
        return new And(this, requireNonNull(other, "other"));
    }

    /** Either or both. */
    default Expr or(Expr other) {
        return new Or(this, requireNonNull(other, "other"));
    }

    /** The opposite. */
    default Expr not() {
        return new Not(this);
    }

    /** {@code this + other}. */
    default Expr plus(Object other) {
        return new Arithmetic(ArithmeticOp.ADD, this, Expressions.of(other));
    }

    /** {@code this - other}. */
    default Expr minus(Object other) {
        return new Arithmetic(ArithmeticOp.SUBTRACT, this, Expressions.of(other));
    }

    /** {@code this * other}. */
    default Expr times(Object other) {
        return new Arithmetic(ArithmeticOp.MULTIPLY, this, Expressions.of(other));
    }

    /** {@code this / other}; of two integers an integer. */
    default Expr dividedBy(Object other) {
        return new Arithmetic(ArithmeticOp.DIVIDE, this, Expressions.of(other));
    }

    /** {@code this % other}, with the sign of this. */
    default Expr mod(Object other) {
        return new Arithmetic(ArithmeticOp.MODULO, this, Expressions.of(other));
    }

    /** The number of code points of a string. */
    default Expr length() {
        return new StringCall(StringOp.LENGTH, List.of(this));
    }

    /** The string in lower case. */
    default Expr lower() {
        return new StringCall(StringOp.LOWER, List.of(this));
    }

    /** The string in upper case. */
    default Expr upper() {
        return new StringCall(StringOp.UPPER, List.of(this));
    }

    /** The string without white space at its ends. */
    default Expr trim() {
        return new StringCall(StringOp.TRIM, List.of(this));
    }

    /** Whether a string is a part of this one. */
    default Expr contains(Object part) {
        return new StringCall(StringOp.CONTAINS, List.of(this, Expressions.of(part)));
    }

    /** Whether this string begins with another. */
    default Expr startsWith(Object prefix) {
        return new StringCall(StringOp.STARTS_WITH, List.of(this, Expressions.of(prefix)));
    }

    /** Whether this string ends with another. */
    default Expr endsWith(Object suffix) {
        return new StringCall(StringOp.ENDS_WITH, List.of(this, Expressions.of(suffix)));
    }

    /** The string from a code point on, counted from 0. */
    default Expr substring(Object from) {
        return new StringCall(StringOp.SUBSTRING, List.of(this, Expressions.of(from)));
    }

    /** At most {@code length} code points of the string from one on, counted from 0. */
    default Expr substring(Object from, Object length) {
        return new StringCall(StringOp.SUBSTRING, List.of(this, Expressions.of(from), Expressions.of(length)));
    }

    /** This string and then the others. */
    default Expr concat(Object... others) {
        List<Expr> all = new ArrayList<>(others.length + 1);
        all.add(this);
        for (Object other : others) {
            all.add(Expressions.of(other));
        }
        return new StringCall(StringOp.CONCAT, all);
    }
}
