// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.Union;
import java.util.ArrayList;
import java.util.List;

/** A union of unions is one union, and a union of one input is that input. */
final class FlattenUnions extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof Union)) {
            return node;
        }
        List<LogicalPlan> inputs = new ArrayList<>();
        for (LogicalPlan input : node.inputs()) {
            inputs.addAll(input instanceof Union ? input.inputs() : List.of(input));
        }
        if (inputs.size() == 1) {
            return inputs.get(0);
        }
        return inputs.size() == node.inputs().size() ? node : new Union(inputs);
    }
}
