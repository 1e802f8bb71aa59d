// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.Row;
import java.util.List;
import java.util.function.Predicate;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Keeps the rows for which user code answers true.
 *
 * @param input the rows
 * @param name what plans call the code
 * @param predicate the code; called by several threads
 */
public record FilterRows(LogicalPlan input, String name, Predicate<Row> predicate) implements LogicalPlan {
    public FilterRows {
        requireNonNull(input, "input");
        requireNonNull(name, "name");
        requireNonNull(predicate, "predicate");
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
        return new FilterRows(inputs.get(0), name, predicate);
    }

    @Override
    public String describe() {
        return "FilterRows " + name;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.filterRows(this);
    }
}
