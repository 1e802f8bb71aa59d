// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.Limit;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.Union;

/** No input of a union needs to give more rows than are asked of all; how many each gives is only known at the end. */
final class PushLimitThroughUnion extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof Limit) || !(((Limit) node).input() instanceof Union)) {
            return node;
        }
        Limit limit = (Limit) node;
        LogicalPlan bounded = mapInputs(
                limit.input(), input -> RowBound.of(input) <= limit.rows() ? input : new Limit(input, limit.rows()));
        return bounded == limit.input() ? node : new Limit(bounded, limit.rows());
    }
}
