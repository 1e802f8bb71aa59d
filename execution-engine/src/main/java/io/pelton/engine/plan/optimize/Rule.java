// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.LogicalPlan;

/**
 * One rewriting of plans. The plan that it gives has the same rows in the same order and the same columns in the same
 * order; it may do less on the way, and so may miss an error in what nobody needs.
 */
@FunctionalInterface
public interface Rule {
    /**
     * Rewrites a whole plan.
     *
     * @return the very same plan if there is nothing to do
     */
    LogicalPlan apply(LogicalPlan plan);
}
