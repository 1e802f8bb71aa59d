// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.LogicalPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A rule that looks at one node and its inputs at a time, from the root down, so that what moves down moves as far as it can
 * in one go.
 */
abstract class NodeRule implements Rule {
    /** The node's replacement; the very same node if there is nothing to do. */
    abstract LogicalPlan rewrite(LogicalPlan node);

    @Override
    public final LogicalPlan apply(LogicalPlan plan) {
        LogicalPlan current = plan;
        LogicalPlan next = rewrite(current);
        while (next != current) {
            current = next;
            next = rewrite(current);
        }
        return mapInputs(current, this::apply);
    }

    /** The node over changed inputs; the very same node if none has changed. */
    static LogicalPlan mapInputs(LogicalPlan node, UnaryOperator<LogicalPlan> change) {
        List<LogicalPlan> inputs = node.inputs();
        List<LogicalPlan> changed = new ArrayList<>(inputs.size());
        boolean same = true;
        for (LogicalPlan input : inputs) {
            LogicalPlan next = change.apply(input);
            same &= next == input;
            changed.add(next);
        }
        return same ? node : node.withInputs(changed);
    }
}
