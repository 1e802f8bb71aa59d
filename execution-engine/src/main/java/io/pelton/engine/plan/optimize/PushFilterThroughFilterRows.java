// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.FilterRows;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.engine.plan.kernel.Predicate;

/** Asks an expression before user code, which costs more for each row. Conditions that the code may shield stay. */
final class PushFilterThroughFilterRows extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof FilterExpr) || !(((FilterExpr) node).input() instanceof FilterRows)) {
            return node;
        }
        FilterExpr filter = (FilterExpr) node;
        FilterSplit split = FilterSplit.of(filter, part -> !Predicate.canFail(part, filter.schema()));
        return split.below().isEmpty() ? node : split.around(filter.input(), part -> part);
    }
}
