// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Operator;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Runs an operator, such as a model, over batches on actors of its own.
 *
 * @param input the rows
 * @param operator what to run
 * @param compute on how much of the machine
 * @param schema what the operator gives for the input's schema
 */
public record Apply(LogicalPlan input, Operator operator, Compute compute, Schema schema) implements LogicalPlan {
    public Apply {
        requireNonNull(compute, "compute");
    }

    /** Settles the schema, which checks that the operator fits the input. */
    public static Apply of(LogicalPlan input, Operator operator, Compute compute) {
        return new Apply(input, operator, compute, operator.outputSchema(input.schema()));
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return of(inputs.get(0), operator, compute);
    }

    @Override
    public String describe() {
        return "Apply " + operator.name() + " on " + compute;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.apply(this);
    }
}
