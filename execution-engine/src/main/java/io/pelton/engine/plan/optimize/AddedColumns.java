// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.Operator;
import io.pelton.dataset.internal.ColumnNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Finds out which columns an operator that keeps its input's columns adds to them. */
final class AddedColumns {
    private static final String PROBE = "pelton.probe";

    private AddedColumns() {}

    /**
     * The names of added columns, those that replace input columns included. Added columns come last; so of an input whose
     * last column is one that no operator knows, they are what follows it.
     */
    static Set<String> of(Operator operator, Schema input) {
        List<Field> probed = new ArrayList<>(input.getFields());
        probed.add(Field.nullable(PROBE, ArrowType.Bool.INSTANCE));
        List<String> output = ColumnNames.of(operator.outputSchema(new Schema(probed)));
        return new HashSet<>(output.subList(output.indexOf(PROBE) + 1, output.size()));
    }
}
