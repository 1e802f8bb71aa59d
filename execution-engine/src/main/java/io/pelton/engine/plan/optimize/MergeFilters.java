// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.LogicalPlan;

/** Two filters in a row are one; the lower condition comes first, and shields the upper from rows that it drops. */
final class MergeFilters extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof FilterExpr) || !(((FilterExpr) node).input() instanceof FilterExpr)) {
            return node;
        }
        FilterExpr upper = (FilterExpr) node;
        FilterExpr lower = (FilterExpr) upper.input();
        return new FilterExpr(lower.input(), lower.predicate().and(upper.predicate()));
    }
}
