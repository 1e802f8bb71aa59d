// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.Operator;
import io.pelton.dataset.expr.ExprTypes;
import io.pelton.dataset.plan.Apply;
import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.LogicalPlan;
import java.util.Collections;
import java.util.Set;

/** Spares a model the rows that are dropped afterwards, where that does not depend on its answer. */
final class PushFilterThroughApply extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof FilterExpr) || !(((FilterExpr) node).input() instanceof Apply)) {
            return node;
        }
        Apply apply = (Apply) ((FilterExpr) node).input();
        if (apply.operator().output() != Operator.Output.KEEPS_INPUT) {
            return node;
        }
        Set<String> added = AddedColumns.of(apply.operator(), apply.input().schema());
        FilterSplit split =
                FilterSplit.of((FilterExpr) node, part -> Collections.disjoint(ExprTypes.columnsOf(part), added));
        return split.below().isEmpty() ? node : split.around(apply, part -> part);
    }
}
