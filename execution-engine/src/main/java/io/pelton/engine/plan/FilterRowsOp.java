// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.Row;
import io.pelton.dataset.internal.RowView;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Keeps the rows for which user code answers true.
 *
 * @param name what plans call the code
 * @param predicate the code
 * @param outputSchema the schema of the rows, which it does not change
 */
record FilterRowsOp(String name, Predicate<Row> predicate, Schema outputSchema) implements PhysicalOp {
    @Override
    public String describe() {
        return "filter rows by " + name;
    }

    @Override
    public boolean keepsRows() {
        return false;
    }

    @Override
    public Transform open(OperatorContext context) {
        return new Opened(context.allocator());
    }

    /** The step of one actor, with the selection that it reuses. */
    private final class Opened implements Transform {
        private final BufferAllocator allocator;
        private int[] rows = new int[0];

        Opened(BufferAllocator allocator) {
            this.allocator = allocator;
        }

        @Override
        public RecordBatch apply(RecordBatch input) {
            if (rows.length < input.rowCount()) {
                rows = new int[input.rowCount()];
            }
            RowView view = new RowView(input);
            int count = 0;
            for (int i = 0; i < input.rowCount(); i++) {
                rows[count] = i;
                count += test(view, input, i) ? 1 : 0;
            }
            return FilterOp.keep(input, count, rows, allocator);
        }

        private boolean test(RowView view, RecordBatch input, int row) {
            try {
                return predicate.test(view.at(row));
            } catch (RuntimeException e) {
                throw RowsOp.failure(name, input, row, e);
            }
        }
    }
}
