// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.Limit;
import io.pelton.dataset.plan.LogicalPlan;

/** Of two limits in a row the smaller is enough; a limit on what has no more rows does nothing. */
final class DropIdleLimits extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof Limit)) {
            return node;
        }
        Limit limit = (Limit) node;
        if (RowBound.of(limit.input()) <= limit.rows()) {
            return limit.input();
        }
        return limit.input() instanceof Limit ? new Limit(((Limit) limit.input()).input(), limit.rows()) : node;
    }
}
