// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Gives columns that are expressions over the input's.
 *
 * @param input the rows
 * @param columns the output columns, in order
 * @param schema their names and types
 */
public record Project(LogicalPlan input, List<NamedExpr> columns, Schema schema) implements LogicalPlan {
    public Project {
        columns = List.copyOf(columns);
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return new Project(inputs.get(0), columns, schema);
    }

    @Override
    public String describe() {
        return "Project " + columns;
    }
}
