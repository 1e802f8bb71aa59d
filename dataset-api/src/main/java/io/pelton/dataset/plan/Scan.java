// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.plan;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.internal.ColumnNames;
import io.pelton.dataset.source.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads a source.
 *
 * @param source where the rows come from
 * @param sourceSchema all columns that the source has
 * @param columns the columns to read, in this order
 * @param predicate rows for which it is not true need not be read; a filter above still decides
 * @param limit the first rows to read, in order; empty means all
 */
public record Scan(
        Source source, Schema sourceSchema, List<String> columns, Optional<Expr> predicate, OptionalLong limit)
        implements LogicalPlan {
    public Scan {
        requireNonNull(source, "source");
        requireNonNull(predicate, "predicate");
        requireNonNull(limit, "limit");
        columns = List.copyOf(columns);
        for (String column : columns) {
            ColumnNames.require(sourceSchema, column, "read " + source.describe());
        }
    }

    /** Reads all columns and rows. */
    public static Scan of(Source source, Schema schema) {
        return new Scan(source, schema, ColumnNames.of(schema), Optional.empty(), OptionalLong.empty());
    }

    /** The same with other columns of the source. */
    public Scan withColumns(List<String> newColumns) {
        return new Scan(source, sourceSchema, newColumns, predicate, limit);
    }

    /** The same with another predicate. */
    public Scan withPredicate(Expr newPredicate) {
        return new Scan(source, sourceSchema, columns, Optional.of(newPredicate), limit);
    }

    /** The same with another limit. */
    public Scan withLimit(long rows) {
        return new Scan(source, sourceSchema, columns, predicate, OptionalLong.of(rows));
    }

    @Override
    public Schema schema() {
        List<Field> fields = new ArrayList<>(columns.size());
        for (String name : columns) {
            fields.add(sourceSchema.findField(name));
        }
        return new Schema(fields);
    }

    @Override
    public List<LogicalPlan> inputs() {
        return List.of();
    }

    @Override
    public LogicalPlan withInputs(List<LogicalPlan> inputs) {
        return this;
    }

    @Override
    public String describe() {
        return "Scan " + source.describe() + " " + ColumnNames.shown(columns)
                + predicate.map(p -> " where " + p).orElse("")
                + (limit.isPresent() ? " limit " + limit.getAsLong() : "");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.scan(this);
    }
}
