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
}
