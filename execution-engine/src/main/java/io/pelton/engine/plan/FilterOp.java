// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.expr.Expr;
import io.pelton.engine.plan.kernel.Gather;
import io.pelton.engine.plan.kernel.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Keeps the rows for which a condition is true. A batch of which all rows stay is shared, not copied.
 *
 * @param condition a bool over the rows
 * @param outputSchema the schema of the rows, which it does not change
 */
record FilterOp(Expr condition, Schema outputSchema) implements PhysicalOp {
    @Override
    public String describe() {
        return "filter " + condition;
    }

    @Override
    public boolean keepsRows() {
        return false;
    }

    @Override
    public Transform open(OperatorContext context) {
        Predicate predicate = Predicate.compile(condition, outputSchema);
        BufferAllocator allocator = context.allocator();
        return input -> keep(input, predicate.select(input), predicate.rows(), allocator);
    }

    /** The first {@code count} of the numbered rows. */
    static RecordBatch keep(RecordBatch input, int count, int[] rows, BufferAllocator allocator) {
        if (count == input.rowCount()) {
            return input.slice(0, count);
        }
        return Gather.rows(input, rows, count, allocator);
    }
}
