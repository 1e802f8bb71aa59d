// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

/**
 * Maps one {@link RecordBatch} to another: the unit of user code that a stage runs, such as one forward pass of a model.
 *
 * <p><b>Shape.</b> A batch of {@code n} rows gives a batch of exactly {@code n} rows, and row {@code i} of the result is
 * the answer for row {@code i} of the input; {@code 1 <= n <=} the stage's batch size in rows, unless the operator {@link
 * Operator#cutsBatches cuts batches} itself. Filtering and exploding have their own operators.
 *
 * <p><b>Ownership.</b> The input is borrowed: its buffers are valid until {@link #apply} returns or throws. The result is
 * handed over, and the engine closes it; it may share the input's buffers through {@link RecordBatch#append},
 * {@link RecordBatch#select} or {@link RecordBatch#slice}.
 *
 * <p><b>Threads.</b> One instance serves one thread at a time. An actor keeps its instance for its whole life, so load a
 * model when the instance is built: once per actor, not once per batch.
 */
@FunctionalInterface
public interface BatchFunction extends AutoCloseable {
    /**
     * Computes the result rows for one batch.
     *
     * @param input at least one row, in the schema that this function was planned against
     * @return as many rows as {@code input}, in the function's output schema
     * @throws RetryableException if the same batch may succeed on another attempt, such as a lost connection; the
     *     stage's retry limit applies
     * @throws Exception if it would fail again; the batch is halved down to the failing row, which goes to the stage's
     *     error policy
     */
    RecordBatch apply(RecordBatch input) throws Exception;

    /** Releases what the function holds, such as a model session. Called once, by its last thread. */
    @Override
    default void close() {}
}
