// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.ExprTypes;
import io.pelton.dataset.expr.Expressions;
import io.pelton.dataset.plan.NamedExpr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Taking expressions apart and putting them together again. */
final class Exprs {
    private Exprs() {}

    /** Replaces every part of an expression, from the leaves up. */
    static Expr rewrite(Expr expr, UnaryOperator<Expr> replace) {
        return expr.accept(new Rewriter(replace));
    }

    /** The expression over the input of a projection that it is over its output. */
    static Expr substitute(Expr expr, List<NamedExpr> columns) {
        Map<String, Expr> byName = new HashMap<>();
        for (NamedExpr column : columns) {
            byName.put(column.name(), column.expr());
        }
        return rewrite(expr, part -> part instanceof Expr.Column ? byName.get(((Expr.Column) part).name()) : part);
    }

    /** How many parts an expression has. */
    static int size(Expr expr) {
        int size = 1;
        for (Expr operand : ExprTypes.operandsOf(expr)) {
            size += size(operand);
        }
        return size;
    }

    /** Whether an expression costs nothing to compute twice. */
    static boolean isTrivial(Expr expr) {
        return expr instanceof Expr.Column || expr instanceof Expr.Literal;
    }

    /** The conditions that must all hold, from left to right. */
    static List<Expr> conjuncts(Expr condition) {
        List<Expr> all = new ArrayList<>();
        addConjuncts(condition, all);
        return all;
    }

    private static void addConjuncts(Expr condition, List<Expr> all) {
        if (condition instanceof Expr.And) {
            addConjuncts(((Expr.And) condition).left(), all);
            addConjuncts(((Expr.And) condition).right(), all);
        } else {
            all.add(condition);
        }
    }

    /** The condition that all of some hold. */
    static Expr allOf(List<Expr> conditions) {
        return Expressions.allOf(conditions.toArray(new Expr[0]));
    }

    private record Rewriter(UnaryOperator<Expr> replace) implements Expr.Visitor<Expr> {
        @Override
        public Expr column(Expr.Column column) {
            return replace.apply(column);
        }

        @Override
        public Expr literal(Expr.Literal literal) {
            return replace.apply(literal);
        }

        @Override
        public Expr compare(Expr.Compare e) {
            return replace.apply(
                    new Expr.Compare(e.op(), e.left().accept(this), e.right().accept(this)));
        }

        @Override
        public Expr and(Expr.And e) {
            return replace.apply(new Expr.And(e.left().accept(this), e.right().accept(this)));
        }

        @Override
        public Expr or(Expr.Or e) {
            return replace.apply(new Expr.Or(e.left().accept(this), e.right().accept(this)));
        }

        @Override
        public Expr not(Expr.Not e) {
            return replace.apply(new Expr.Not(e.operand().accept(this)));
        }

        @Override
        public Expr isNull(Expr.IsNull e) {
            return replace.apply(new Expr.IsNull(e.operand().accept(this)));
        }

        @Override
        public Expr isIn(Expr.IsIn e) {
            return replace.apply(new Expr.IsIn(e.operand().accept(this), e.values()));
        }

        @Override
        public Expr arithmetic(Expr.Arithmetic e) {
            return replace.apply(
                    new Expr.Arithmetic(e.op(), e.left().accept(this), e.right().accept(this)));
        }

        @Override
        public Expr stringCall(Expr.StringCall e) {
            List<Expr> arguments = new ArrayList<>();
            for (Expr argument : e.arguments()) {
                arguments.add(argument.accept(this));
            }
            return replace.apply(new Expr.StringCall(e.op(), arguments));
        }
    }
}
