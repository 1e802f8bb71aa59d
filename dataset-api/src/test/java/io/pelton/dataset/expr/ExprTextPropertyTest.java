// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.pelton.dataset.Columns;
import io.pelton.dataset.PeltonException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

class ExprTextPropertyTest {
    private static final Schema SCHEMA =
            Columns.schema(Columns.int64("a"), Columns.bool("b"), Columns.string("c"), Columns.float64("d e"));

    @Property(tries = 500)
    void equalTextsMeanEqualExpressions(@ForAll("expressions") Expr one, @ForAll("expressions") Expr other) {
        assertThat(one.toString().equals(other.toString())).isEqualTo(one.equals(other));
    }

    @Property(tries = 500)
    void everyExpressionHasATypeOrAnErrorOfTheUser(@ForAll("expressions") Expr expr) {
        ArrowType type;
        try {
            type = ExprTypes.typeOf(expr, SCHEMA);
        } catch (PeltonException e) {
            assertThat(e.getMessage()).startsWith("Cannot use ");
            return;
        }
        Field field = ExprTypes.fieldOf("x", expr, SCHEMA);
        assertThat(field.getType()).isEqualTo(type);
        assertThatCode(() -> ExprTypes.fieldOf("y", new Expr.IsNull(expr), SCHEMA))
                .doesNotThrowAnyException();
    }

    @Property(tries = 300)
    void comparedAndArithmeticTypesDoNotDependOnTheOrderOfTheSides(
            @ForAll("types") ArrowType left, @ForAll("types") ArrowType right) {
        assertThat(TypeRules.compared(left, right)).isEqualTo(TypeRules.compared(right, left));
        for (Expr.ArithmeticOp op : Expr.ArithmeticOp.values()) {
            assertThat(TypeRules.arithmetic(op, left, right)).isEqualTo(TypeRules.arithmetic(op, right, left));
        }
    }

    @Provide
    Arbitrary<ArrowType> types() {
        Arbitrary<ArrowType> decimals = Combinators.combine(
                        Arbitraries.integers().between(1, 76),
                        Arbitraries.integers().between(0, 76))
                .as((precision, scale) -> TypeRules.decimal(precision, Math.min(scale, precision)));
        return Arbitraries.oneOf(
                decimals,
                Arbitraries.of(
                        new ArrowType.Int(8, true),
                        new ArrowType.Int(64, false),
                        Columns.float32("x").getType(),
                        Columns.string("x").getType(),
                        Columns.bool("x").getType(),
                        Columns.timestamp("x").getType()));
    }

    @Provide
    Arbitrary<Expr> expressions() {
        Arbitrary<Expr> leaves = Arbitraries.oneOf(
                Arbitraries.of("a", "b", "c", "d e", "true").map(Expressions::col),
                Arbitraries.of(1, -1, 1.0, "a", "it's", true).map(Expressions::lit));
        return grown(leaves, 3);
    }

    private static Arbitrary<Expr> grown(Arbitrary<Expr> smaller, int depth) {
        if (depth == 0) {
            return smaller;
        }
        Arbitrary<Expr> unary = Combinators.combine(
                        smaller, Arbitraries.integers().between(0, 4))
                .as((e, kind) -> switch (kind) {
                    case 0 -> e.not();
                    case 1 -> e.isNull();
                    case 2 -> e.isNotNull();
                    case 3 -> e.length();
                    default -> e.isIn(1, 2);
                });
        Arbitrary<Expr> binary = Combinators.combine(
                        smaller, smaller, Arbitraries.integers().between(0, 7))
                .as((l, r, kind) -> switch (kind) {
                    case 0 -> l.and(r);
                    case 1 -> l.or(r);
                    case 2 -> l.plus(r);
                    case 3 -> l.minus(r);
                    case 4 -> l.times(r);
                    case 5 -> l.eq(r);
                    case 6 -> l.concat(r);
                    default -> new Expr.StringCall(Expr.StringOp.CONTAINS, List.of(l, r));
                });
        return grown(Arbitraries.oneOf(smaller, unary, binary), depth - 1);
    }
}
