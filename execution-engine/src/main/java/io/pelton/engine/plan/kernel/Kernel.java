// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * One expression, compiled against a schema.
 *
 * <h2>Why lanes on the heap</h2>
 *
 * A kernel reads its columns into plain arrays, computes on plain arrays and leaves its result in a plain array, its
 * {@link Lane}. The JIT compiler vectorises such loops; a filter ends in a selection without an Arrow buffer in between;
 * an expression that fails half way has nothing to release. Only a projection's result is written back to Arrow. The
 * arrays stay with the kernel, so that batch after batch reuses them.
 *
 * <h2>Rows that do not count</h2>
 *
 * {@code d <> 0 and n / d > 3} must not fail where {@code d} is zero, though both sides are computed for whole batches.
 * So a kernel is told which rows count, and only a row that counts may fail. {@link Logic} narrows them.
 *
 * <p><b>Threads.</b> A kernel serves one thread at a time.
 *
 * @param <L> how its values are held
 */
interface Kernel<L extends Lane> {
    /**
     * Computes the values of all rows.
     *
     * @param input the rows; borrowed
     * @param counts which rows may fail; null if all may
     * @return this kernel's own lane, valid until the next call
     */
    L eval(RecordBatch input, boolean @Nullable [] counts);

    /** Whether some input makes it fail. */
    default boolean canFail() {
        return false;
    }
}
