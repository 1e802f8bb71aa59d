// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.engine.plan.kernel.Predicate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The part of a condition that may move below a node, and the part that stays. Conditions that follow one that stays lose
 * its shield when they move, as {@code d <> 0} shields {@code n / d > 1}; so they only move if no row makes them fail.
 *
 * @param below what moves
 * @param above what stays
 */
record FilterSplit(List<Expr> below, List<Expr> above) {
    static FilterSplit of(FilterExpr filter, java.util.function.Predicate<Expr> movable) {
        Schema schema = filter.schema();
        List<Expr> below = new ArrayList<>();
        List<Expr> above = new ArrayList<>();
        for (Expr part : Exprs.conjuncts(filter.predicate())) {
            boolean moves = movable.test(part) && (above.isEmpty() || !Predicate.canFail(part, schema));
            (moves ? below : above).add(part);
        }
        return new FilterSplit(below, above);
    }

    /**
     * The filter's node with what moves below it.
     *
     * @param change makes conditions over the node's input of conditions over its output
     */
    LogicalPlan around(LogicalPlan node, UnaryOperator<Expr> change) {
        Expr moved = change.apply(Exprs.allOf(below));
        LogicalPlan pushed = NodeRule.mapInputs(node, input -> new FilterExpr(input, moved));
        return above.isEmpty() ? pushed : new FilterExpr(pushed, Exprs.allOf(above));
    }
}
