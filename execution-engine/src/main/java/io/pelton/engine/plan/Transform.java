// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.RecordBatch;

/** An opened step of a stage. Serves one thread at a time. */
public interface Transform extends AutoCloseable {
    /**
     * Computes the step for one batch.
     *
     * @param input at least one row; borrowed
     * @return any number of rows, also none; handed over, and may share the input's buffers
     */
    RecordBatch apply(RecordBatch input) throws Exception;

    @Override
    default void close() {}
}
