// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.expr.Expr;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;

/**
 * An expression, compiled: gives one column for a batch.
 *
 * <p><b>Threads.</b> One at a time.
 */
public abstract sealed class Computation {
    private Computation() {}

    /**
     * Compiles an expression.
     *
     * @param field the name and type of the column that it gives
     * @throws io.pelton.dataset.PeltonException of kind USER if it does not fit the schema
     */
    public static Computation compile(Expr expr, Schema schema, Field field) {
        if (expr instanceof Expr.Column) {
            Field source = schema.findField(((Expr.Column) expr).name());
            return new Shared(schema.getFields().indexOf(source), field);
        }
        return new Computed(ExprCompiler.of(expr, schema), field);
    }

    /**
     * Computes the column.
     *
     * @param input borrowed
     * @return a vector of as many values as the input has rows, which the caller owns; a column of the input shares its
     *     buffers, in the input's own allocator
     */
    public abstract FieldVector evaluate(RecordBatch input, BufferAllocator allocator);

    /** A column of the input, perhaps under another name. */
    private static final class Shared extends Computation {
        private final int index;
        private final Field field;

        Shared(int index, Field field) {
            this.index = index;
            this.field = field;
        }

        @Override
        public FieldVector evaluate(RecordBatch input, BufferAllocator allocator) {
            FieldVector column = input.column(index);
            TransferPair pair = column.getTransferPair(field, column.getAllocator());
            pair.splitAndTransfer(0, input.rowCount());
            return (FieldVector) pair.getTo();
        }
    }

    /** Values that are computed. */
    private static final class Computed extends Computation {
        private final Kernel<? extends Lane> kernel;
        private final Field field;

        Computed(Kernel<? extends Lane> kernel, Field field) {
            this.kernel = kernel;
            this.field = field;
        }

        @Override
        public FieldVector evaluate(RecordBatch input, BufferAllocator allocator) {
            return LaneWriter.write(kernel.eval(input, null), field, input.rowCount(), allocator);
        }
    }
}
