// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Operator;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.internal.ColumnNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.NullUnmarked;

/**
 * An operator that computes columns of each row on its own.
 *
 * @param name its name and fingerprint
 * @param output whether it keeps the input's columns
 * @param reads the columns that it reads
 * @param gives the columns that it gives
 * @param function their values, of the columns that it reads
 */
@NullUnmarked
public record TestOperator(
        String name,
        Output output,
        Set<String> reads,
        List<Field> gives,
        Function<Map<String, Object>, Map<String, Object>> function)
        implements Operator {
    @Override
    public Schema outputSchema(Schema input) {
        reads.forEach(column -> ColumnNames.require(input, column, "run " + name));
        if (output == Output.REPLACES_INPUT) {
            return new Schema(gives);
        }
        List<Field> fields = new ArrayList<>(input.getFields());
        fields.removeIf(field -> gives.stream().anyMatch(g -> g.getName().equals(field.getName())));
        fields.addAll(gives);
        return new Schema(fields);
    }

    @Override
    public Set<String> requiredColumns(Schema input) {
        return reads;
    }

    @Override
    public String fingerprint() {
        return name;
    }

    /** What it gives for a row. */
    public Map<String, Object> row(Map<String, Object> input) {
        Map<String, Object> read = new LinkedHashMap<>(input);
        read.keySet().retainAll(reads);
        Map<String, Object> result = new LinkedHashMap<>();
        if (output == Output.KEEPS_INPUT) {
            result.putAll(input);
            gives.forEach(field -> result.remove(field.getName()));
        }
        result.putAll(function.apply(read));
        return result;
    }

    @Override
    public BatchFunction open(OperatorContext context) {
        return input -> {
            List<Map<String, Object>> results = TestBatches.rows(input).stream()
                    .map(row -> {
                        row.keySet().retainAll(reads);
                        return function.apply(row);
                    })
                    .toList();
            RecordBatch given = TestBatches.of(context.allocator(), new Schema(gives), results);
            if (output == Output.REPLACES_INPUT) {
                return given;
            }
            List<FieldVector> columns = given.columns();
            return input.append(columns);
        };
    }
}
