// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.expr.Expr;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A condition, compiled: selects the rows of a batch for which it is true.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class Predicate {
    private final Kernel<BoolLane> kernel;
    private int[] rows = new int[0];

    private Predicate(Kernel<BoolLane> kernel) {
        this.kernel = kernel;
    }

    /**
     * Compiles a condition.
     *
     * @throws io.pelton.dataset.PeltonException of kind USER if it does not fit the schema
     */
    public static Predicate compile(Expr condition, Schema schema) {
        return new Predicate(ExprCompiler.filter(condition, schema));
    }

    /** Whether a condition over a schema fails for some rows, such as by a division by zero. */
    public static boolean canFail(Expr condition, Schema schema) {
        return ExprCompiler.filter(condition, schema).canFail();
    }

    /**
     * Selects rows.
     *
     * @param input borrowed
     * @return how many rows it selects; {@link #rows} then holds their numbers
     */
    public int select(RecordBatch input) {
        int n = input.rowCount();
        BoolLane lane = kernel.eval(input, null);
        if (rows.length < n) {
            rows = new int[n];
        }
        int count = 0;
        for (int i = 0; i < n; i++) {
            rows[count] = i;
            count += lane.values[i] & !lane.isNull(i) ? 1 : 0;
        }
        return count;
    }

    /** The numbers of the rows selected last, ascending; what follows them is undefined. Borrowed until the next call. */
    public int[] rows() {
        return rows;
    }
}
