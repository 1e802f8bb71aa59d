// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.sink.Sink;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes rows to a sink; the root of a plan that runs.
 *
 * @param input the rows
 * @param sink where they go
 */
public record Write(LogicalPlan input, Sink sink) implements LogicalPlan {
    public Write {
        requireNonNull(input, "input");
        requireNonNull(sink, "sink");
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
        return new Write(inputs.get(0), sink);
    }

    @Override
    public String describe() {
        return "Write " + sink.describe();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.write(this);
    }
}
