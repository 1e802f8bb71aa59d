// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * All rows of the first input, then all of the second, and so on.
 *
 * @param inputs at least one, of one schema
 */
public record Union(List<LogicalPlan> inputs) implements LogicalPlan {
    public Union {
        inputs = List.copyOf(inputs);
    }

    @Override
    public Schema schema() {
        return inputs.get(0).schema();
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> newInputs) {
        return new Union(newInputs);
    }

    @Override
    public String describe() {
        return "Union of " + inputs.size();
    }
}
