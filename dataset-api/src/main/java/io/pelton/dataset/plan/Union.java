// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.internal.ColumnNames;
import io.pelton.dataset.internal.TypeNames;
import io.pelton.dataset.internal.Vectors;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * All rows of the first input, then all of the second, and so on. A column is nullable if it is in any input.
 *
 * @param inputs at least one, of one schema but for what may be null
 */
public record Union(List<LogicalPlan> inputs) implements LogicalPlan {
    public Union {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("a union of nothing");
        }
        Schema first = inputs.get(0).schema();
        for (int i = 1; i < inputs.size(); i++) {
            check(first, inputs.get(i).schema(), i + 1);
        }
    }

    private static void check(Schema first, Schema other, int number) {
        List<String> expected = ColumnNames.of(first);
        List<String> found = ColumnNames.of(other);
        if (!expected.equals(found)) {
            throw PeltonException.user("Cannot union: expected the columns " + expected + " but dataset " + number
                    + " has " + found + ". Bring them into one order with select(..).");
        }
        for (int c = 0; c < expected.size(); c++) {
            Field left = first.getFields().get(c);
            Field right = other.getFields().get(c);
            if (!Vectors.sameType(left, right)) {
                throw PeltonException.user("Cannot union: expected column '" + expected.get(c) + "' of type "
                        + TypeNames.of(left) + " but dataset " + number + " has it as " + TypeNames.of(right)
                        + ". Bring it to one type with withColumn(..).");
            }
        }
    }

    @Override
    public Schema schema() {
        List<Field> fields = inputs.get(0).schema().getFields();
        for (LogicalPlan input : inputs.subList(1, inputs.size())) {
            fields = Vectors.merged(fields, input.schema().getFields());
        }
        return new Schema(fields);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> newInputs) {
        return new Union(newInputs);
    }

    @Override
    public String describe() {
        return "Union of " + inputs.size();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.union(this);
    }
}
