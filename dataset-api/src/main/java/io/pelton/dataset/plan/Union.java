// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.internal.ColumnNames;
import io.pelton.dataset.internal.TypeNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
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
            if (!sameType(left, right)) {
                throw PeltonException.user("Cannot union: expected column '" + expected.get(c) + "' of type "
                        + TypeNames.of(left) + " but dataset " + number + " has it as " + TypeNames.of(right)
                        + ". Bring it to one type with withColumn(..).");
            }
        }
    }

    /** Equal but for what may be null, and for the names that lists give their elements. */
    private static boolean sameType(Field left, Field right) {
        List<Field> l = left.getChildren();
        List<Field> r = right.getChildren();
        boolean named = left.getType() instanceof ArrowType.Struct;
        boolean same = left.getType().equals(right.getType()) && l.size() == r.size();
        for (int i = 0; same && i < l.size(); i++) {
            same = sameType(l.get(i), r.get(i))
                    && (!named || l.get(i).getName().equals(r.get(i).getName()));
        }
        return same;
    }

    /** The left fields, nullable where either side is. */
    private static List<Field> merged(List<Field> left, List<Field> right) {
        List<Field> fields = new ArrayList<>(left.size());
        for (int i = 0; i < left.size(); i++) {
            Field l = left.get(i);
            Field r = right.get(i);
            FieldType type =
                    new FieldType(l.isNullable() || r.isNullable(), l.getType(), l.getDictionary(), l.getMetadata());
            fields.add(new Field(l.getName(), type, merged(l.getChildren(), r.getChildren())));
        }
        return fields;
    }

    @Override
    public Schema schema() {
        List<Field> fields = inputs.get(0).schema().getFields();
        for (LogicalPlan input : inputs.subList(1, inputs.size())) {
            fields = merged(fields, input.schema().getFields());
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
