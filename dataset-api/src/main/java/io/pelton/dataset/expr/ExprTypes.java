// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.expr;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.internal.ColumnNames;
import io.pelton.dataset.internal.TypeNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Checks expressions against a schema and says what they give. Every {@link io.pelton.dataset.Dataset} verb that takes an
 * expression calls this at once, so that a mistake shows at the line where it is written.
 *
 * <p>Accepted: comparisons of what {@link TypeRules#compared} knows; arithmetic on numbers ({@link TypeRules#arithmetic});
 * logic on bool; string functions on strings, with integers where {@code substring} counts. Refused with a message that
 * names the expression, the types and the cure: unknown columns, types that do not meet, and comparisons, arithmetic and
 * {@code isIn} with the constant null, whose answer would always be null.
 */
public final class ExprTypes {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final ArrowType BOOL = ArrowType.Bool.INSTANCE;

    private ExprTypes() {}

    /**
     * The column that an expression makes: a column of the input with all that it is made of, or the result's type; not
     * nullable if nothing in it can be null.
     *
     * @throws PeltonException of kind USER if the expression does not fit the schema
     */
    public static Field fieldOf(String name, Expr expr, Schema input) {
        requireNonNull(name, "name");
        Typed typed = expr.accept(new Checker(input, expr));
        if (expr instanceof Expr.Column) {
            Field source = ColumnNames.require(input, ((Expr.Column) expr).name(), "use " + expr);
            return new Field(
                    name,
                    new FieldType(source.isNullable(), source.getType(), source.getDictionary(), source.getMetadata()),
                    source.getChildren());
        }
        return new Field(name, new FieldType(typed.nullable(), typed.type(), null), null);
    }

    /**
     * The type of an expression's result.
     *
     * @throws PeltonException of kind USER if the expression does not fit the schema
     */
    public static ArrowType typeOf(Expr expr, Schema input) {
        return expr.accept(new Checker(input, expr)).type();
    }

    /**
     * Checks that an expression is a condition.
     *
     * @throws PeltonException of kind USER if it does not fit the schema or is not bool
     */
    public static void requireCondition(Expr expr, Schema input) {
        ArrowType type = typeOf(expr, input);
        if (!type.equals(BOOL)) {
            throw PeltonException.user("Cannot filter by " + expr + ": expected a bool but found " + TypeNames.of(type)
                    + ". Compare it with something, as in col(..).eq(..).");
        }
    }

    /** The columns that an expression reads, in the order of their first use. */
    public static Set<String> columnsOf(Expr expr) {
        Set<String> names = new LinkedHashSet<>();
        addColumns(expr, names);
        return names;
    }

    private static void addColumns(Expr expr, Set<String> names) {
        if (expr instanceof Expr.Column) {
            names.add(((Expr.Column) expr).name());
        }
        operandsOf(expr).forEach(operand -> addColumns(operand, names));
    }

    /** The expressions that one is made of, in order. */
    public static List<Expr> operandsOf(Expr expr) {
        return expr.accept(new Operands());
    }

    private record Typed(ArrowType type, boolean nullable) {}

    private static final class Operands implements Expr.Visitor<List<Expr>> {
        @Override
        public List<Expr> column(Expr.Column column) {
            return List.of();
        }

        @Override
        public List<Expr> literal(Expr.Literal literal) {
            return List.of();
        }

        @Override
        public List<Expr> compare(Expr.Compare compare) {
            return List.of(compare.left(), compare.right());
        }

        @Override
        public List<Expr> and(Expr.And and) {
            return List.of(and.left(), and.right());
        }

        @Override
        public List<Expr> or(Expr.Or or) {
            return List.of(or.left(), or.right());
        }

        @Override
        public List<Expr> not(Expr.Not not) {
            return List.of(not.operand());
        }

        @Override
        public List<Expr> isNull(Expr.IsNull isNull) {
            return List.of(isNull.operand());
        }

        @Override
        public List<Expr> isIn(Expr.IsIn isIn) {
            List<Expr> all = new ArrayList<>();
            all.add(isIn.operand());
            all.addAll(isIn.values());
            return all;
        }

        @Override
        public List<Expr> arithmetic(Expr.Arithmetic arithmetic) {
            return List.of(arithmetic.left(), arithmetic.right());
        }

        @Override
        public List<Expr> stringCall(Expr.StringCall call) {
            return call.arguments();
        }
    }

    /** Types one expression; {@code whole} is what the user wrote, for messages. */
    private static final class Checker implements Expr.Visitor<Typed> {
        private final Schema input;
        private final Expr whole;

        Checker(Schema input, Expr whole) {
            this.input = input;
            this.whole = whole;
        }

        @Override
        public Typed column(Expr.Column column) {
            Field field = ColumnNames.require(input, column.name(), "use " + whole);
            return new Typed(field.getType(), field.isNullable());
        }

        @Override
        public Typed literal(Expr.Literal literal) {
            return new Typed(literal.type(), literal.value() == null);
        }

        @Override
        public Typed compare(Expr.Compare compare) {
            return compared(compare, compare.left(), compare.right());
        }

        private Typed compared(Expr part, Expr leftSide, Expr rightSide) {
            Typed left = notNull(part, leftSide);
            Typed right = notNull(part, rightSide);
            if (TypeRules.compared(left.type(), right.type()).isEmpty()) {
                throw mismatch(part, "two values of one kind", leftSide, left, rightSide, right);
            }
            return new Typed(BOOL, left.nullable() || right.nullable());
        }

        @Override
        public Typed and(Expr.And and) {
            return logic(and, and.left(), and.right());
        }

        @Override
        public Typed or(Expr.Or or) {
            return logic(or, or.left(), or.right());
        }

        @Override
        public Typed not(Expr.Not not) {
            return condition(not, not.operand());
        }

        private Typed logic(Expr part, Expr leftSide, Expr rightSide) {
            Typed left = condition(part, leftSide);
            Typed right = condition(part, rightSide);
            return new Typed(BOOL, left.nullable() || right.nullable());
        }

        private Typed condition(Expr part, Expr operand) {
            Typed typed = operand.accept(this);
            return expect(part, operand, typed, BOOL.equals(typed.type()), "a bool");
        }

        @Override
        public Typed isNull(Expr.IsNull isNull) {
            isNull.operand().accept(this);
            return new Typed(BOOL, false);
        }

        @Override
        public Typed isIn(Expr.IsIn isIn) {
            Typed operand = notNull(isIn, isIn.operand());
            for (Expr.Literal value : isIn.values()) {
                compared(isIn, isIn.operand(), value);
            }
            return new Typed(BOOL, operand.nullable());
        }

        @Override
        public Typed arithmetic(Expr.Arithmetic arithmetic) {
            Typed left = notNull(arithmetic, arithmetic.left());
            Typed right = notNull(arithmetic, arithmetic.right());
            ArrowType type = TypeRules.arithmetic(arithmetic.op(), left.type(), right.type())
                    .orElseThrow(() ->
                            mismatch(arithmetic, "two numbers", arithmetic.left(), left, arithmetic.right(), right));
            return new Typed(type, left.nullable() || right.nullable());
        }

        @Override
        public Typed stringCall(Expr.StringCall call) {
            boolean nullable = false;
            for (int i = 0; i < call.arguments().size(); i++) {
                Expr argument = call.arguments().get(i);
                Typed typed = notNull(call, argument);
                boolean number = call.op() == Expr.StringOp.SUBSTRING && i > 0;
                boolean fits = number ? TypeRules.isInteger(typed.type()) : TypeRules.isString(typed.type());
                expect(call, argument, typed, fits, number ? "an integer" : "a string");
                nullable |= typed.nullable();
            }
            checkCount(call);
            return new Typed(resultOf(call.op()), nullable);
        }

        private void checkCount(Expr.StringCall call) {
            int n = call.arguments().size();
            boolean fits =
                    switch (call.op()) {
                        case LENGTH, LOWER, UPPER, TRIM -> n == 1;
                        case CONTAINS, STARTS_WITH, ENDS_WITH -> n == 2;
                        case SUBSTRING -> n == 2 || n == 3;
                        case CONCAT -> n >= 1;
                    };
            if (!fits) {
                throw PeltonException.user("Cannot use " + call + ": it does not take " + n + " arguments.");
            }
        }

        private static ArrowType resultOf(Expr.StringOp op) {
            return switch (op) {
                case LENGTH -> INT64;
                case CONTAINS, STARTS_WITH, ENDS_WITH -> BOOL;
                case LOWER, UPPER, TRIM, SUBSTRING, CONCAT -> ArrowType.Utf8.INSTANCE;
            };
        }

        private Typed notNull(Expr part, Expr operand) {
            Typed typed = operand.accept(this);
            if (typed.type() instanceof ArrowType.Null) {
                throw PeltonException.user(
                        "Cannot use " + part + where(part) + ": expected a value but found " + operand
                                + ", which is always null, and so would be the result. Test for null with isNull() or isNotNull().");
            }
            return typed;
        }

        private Typed expect(Expr part, Expr operand, Typed typed, boolean fits, String expected) {
            if (!fits) {
                throw PeltonException.user("Cannot use " + part + where(part) + ": expected " + expected + " but found "
                        + operand + " of type " + TypeNames.of(typed.type()) + ".");
            }
            return typed;
        }

        private PeltonException mismatch(
                Expr part, String expected, Expr leftSide, Typed left, Expr rightSide, Typed right) {
            return PeltonException.user("Cannot use " + part + where(part) + ": expected " + expected + " but found "
                    + leftSide + " of type " + TypeNames.of(left.type()) + " and " + rightSide + " of type "
                    + TypeNames.of(right.type()) + "." + cure(left.type(), right.type()));
        }

        private static String cure(ArrowType left, ArrowType right) {
            ArrowType other = TypeRules.isString(left) ? right : left;
            if (other instanceof ArrowType.Timestamp) {
                boolean zoned = ((ArrowType.Timestamp) other).getTimezone() != null;
                return zoned ? " Write the other side as an Instant." : " Write the other side as a LocalDateTime.";
            }
            if (other instanceof ArrowType.Date) {
                return " Write the other side as a LocalDate.";
            }
            return "";
        }

        private String where(Expr part) {
            return part.equals(whole) ? "" : " in " + whole;
        }
    }
}
