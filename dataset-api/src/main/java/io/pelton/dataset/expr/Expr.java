// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.expr;

import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** A typed expression over the columns of one row. Immutable. */
public sealed interface Expr {
    /** A column by name. */
    record Column(String name) implements Expr {}

    /** A constant; a null value has type {@link ArrowType.Null}. */
    record Literal(@Nullable Object value, ArrowType type) implements Expr {}

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
    record Compare(Comparison op, Expr left, Expr right) implements Expr {}

    /** Three-valued AND, as in SQL. */
    record And(Expr left, Expr right) implements Expr {}

    /** Three-valued OR, as in SQL. */
    record Or(Expr left, Expr right) implements Expr {}

    /** Three-valued NOT, as in SQL. */
    record Not(Expr operand) implements Expr {}

    /** Whether the operand is null; never null itself. */
    record IsNull(Expr operand) implements Expr {}

    /** Whether the operand equals one of some constants; null if the operand is. */
    record IsIn(Expr operand, List<Literal> values) implements Expr {
        public IsIn {
            values = List.copyOf(values);
        }
    }

    /** An arithmetic operation. */
    enum ArithmeticOp {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MODULO
    }

    /** Arithmetic; null if either side is. */
    record Arithmetic(ArithmeticOp op, Expr left, Expr right) implements Expr {}

    /** A function of strings. */
    enum StringOp {
        LENGTH,
        LOWER,
        UPPER,
        TRIM,
        CONTAINS,
        STARTS_WITH,
        ENDS_WITH,
        SUBSTRING,
        CONCAT
    }

    /** A string function of its arguments; null if any of them is. */
    record StringCall(StringOp op, List<Expr> arguments) implements Expr {
        public StringCall {
            arguments = List.copyOf(arguments);
        }
    }
}
