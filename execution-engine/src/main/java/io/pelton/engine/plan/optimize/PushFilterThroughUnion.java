// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.Union;

/** Filters each input of a union. */
final class PushFilterThroughUnion extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof FilterExpr) || !(((FilterExpr) node).input() instanceof Union)) {
            return node;
        }
        FilterExpr filter = (FilterExpr) node;
        return mapInputs(filter.input(), input -> new FilterExpr(input, filter.predicate()));
    }
}
