// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.Row;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Gives any number of rows for each row, by user code.
 *
 * @param input the rows
 * @param name what plans call the code
 * @param function the code; called by several threads; gives instances of {@code recordType}
 * @param recordType the Java record whose components are the output's columns
 * @param cardinality how many rows there are for one
 * @param schema the output's columns
 */
public record MapRows(
        LogicalPlan input,
        String name,
        Function<Row, ? extends Iterable<? extends Record>> function,
        Class<? extends Record> recordType,
        Cardinality cardinality,
        Schema schema)
        implements LogicalPlan {
    public MapRows {
        requireNonNull(input, "input");
        requireNonNull(name, "name");
        requireNonNull(function, "function");
        requireNonNull(recordType, "recordType");
        requireNonNull(cardinality, "cardinality");
        requireNonNull(schema, "schema");
    }

    /** How many output rows there are for one input row. */
    public enum Cardinality {
        /** Exactly one. */
        ONE,
        /** Any number. */
        MANY
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of(input);
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return new MapRows(inputs.get(0), name, function, recordType, cardinality, schema);
    }

    @Override
    public String describe() {
        return (cardinality == Cardinality.ONE ? "MapRows " : "FlatMapRows ") + name + " to "
                + recordType.getSimpleName();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.mapRows(this);
    }
}
