// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.expr.ExprTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
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
        requireNonNull(schema, "schema");
    }

    /**
     * Settles the schema.
     *
     * @throws io.pelton.dataset.PeltonException of kind USER if an expression does not fit the input, or if two columns
     *     have one name
     */
    public static Project of(LogicalPlan input, List<NamedExpr> columns) {
        List<Field> fields = new ArrayList<>(columns.size());
        Set<String> names = new HashSet<>();
        Schema inputSchema = input.schema();
        for (NamedExpr column : columns) {
            fields.add(ExprTypes.fieldOf(column.name(), column.expr(), inputSchema));
            if (!names.add(column.name())) {
                throw PeltonException.user("Cannot project: expected each column once but found '" + column.name()
                        + "' twice. Rename one of them.");
            }
        }
        return new Project(input, columns, new Schema(fields));
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return of(inputs.get(0), columns);
    }

    @Override
    public String describe() {
        return "Project " + columns.stream().map(NamedExpr::toString).collect(Collectors.joining(", "));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.project(this);
    }
}
