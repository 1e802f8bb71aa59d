// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.plan.NamedExpr;
import io.pelton.engine.plan.kernel.Computation;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Gives columns that are expressions over the input's. A column of the input is shared, not copied.
 *
 * @param columns the output columns
 * @param inputSchema the schema that the expressions are over
 * @param outputSchema the names and types of the output columns
 */
record ProjectOp(List<NamedExpr> columns, Schema inputSchema, Schema outputSchema) implements PhysicalOp {
    ProjectOp {
        columns = List.copyOf(columns);
    }

    @Override
    public String describe() {
        return "project " + PlanText.columns(columns);
    }

    @Override
    public boolean keepsRows() {
        return true;
    }

    @Override
    public Transform open(OperatorContext context) {
        List<Computation> computations = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            computations.add(Computation.compile(
                    columns.get(i).expr(), inputSchema, outputSchema.getFields().get(i)));
        }
        BufferAllocator allocator = context.allocator();
        return input -> project(input, computations, allocator);
    }

    private RecordBatch project(RecordBatch input, List<Computation> computations, BufferAllocator allocator) {
        List<FieldVector> vectors = new ArrayList<>(computations.size());
        try {
            for (Computation computation : computations) {
                vectors.add(computation.evaluate(input, allocator));
            }
            return RecordBatch.of(outputSchema, vectors, input.rowCount());
        } catch (RuntimeException | Error e) {
            vectors.forEach(FieldVector::close);
            throw e;
        }
    }
}
