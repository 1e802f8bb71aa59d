// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.expr.Expr;

/**
 * An output column of a {@link Project}.
 *
 * @param name the column's name
 * @param expr what it holds
 */
public record NamedExpr(String name, Expr expr) {
    public NamedExpr {
        requireNonNull(name, "name");
        requireNonNull(expr, "expr");
    }

    /** A column of the input under its own name. */
    public static NamedExpr column(String name) {
        return new NamedExpr(name, new Expr.Column(name));
    }

    /** {@code name} for a column that keeps its name, {@code expression as name} otherwise. */
    @Override
    public String toString() {
        Expr.Column self = new Expr.Column(name);
        return expr.equals(self) ? self.toString() : expr + " as " + self;
    }
}
