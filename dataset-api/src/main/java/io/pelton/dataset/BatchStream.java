// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows that come while they are computed, in the order of the input. Close it, early or at the end: closing stops the job
 * and frees what was read ahead.
 *
 * <p><b>Threads.</b> One thread takes batches; any thread may close. Who takes a batch may give out the work that has room
 * now: some bookkeeping, which neither computes nor waits.
 */
public interface BatchStream extends AutoCloseable {
    /** The schema of all batches. */
    Schema schema();

    /**
     * Waits for the next batch.
     *
     * @return a batch that the caller owns, or null after the last
     * @throws PeltonException if the job failed
     */
    @Nullable
    RecordBatch next();

    @Override
    void close();
}
