// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.ExprTypes;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Keeps the rows for which a predicate is true; false and null drop them.
 *
 * @param input the rows
 * @param predicate a boolean expression over them
 */
public record FilterExpr(LogicalPlan input, Expr predicate) implements LogicalPlan {
    /** Checks that the predicate is a condition over the input's columns. */
    public FilterExpr {
        ExprTypes.requireCondition(predicate, input.schema());
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return new FilterExpr(inputs.get(0), predicate);
    }

    @Override
    public String describe() {
        return "Filter " + predicate;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.filterExpr(this);
    }
}
