// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import io.pelton.dataset.PeltonException;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The first rows, in the order of the input.
 *
 * @param input what to take them of
 * @param rows how many, at least 0
 */
public record Limit(LogicalPlan input, long rows) implements LogicalPlan {
    public Limit {
        if (rows < 0) {
            throw PeltonException.user("Cannot limit: expected at least 0 rows but found " + rows + ".");
        }
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return new Limit(inputs.get(0), rows);
    }

    @Override
    public String describe() {
        return "Limit " + rows;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.limit(this);
    }
}
