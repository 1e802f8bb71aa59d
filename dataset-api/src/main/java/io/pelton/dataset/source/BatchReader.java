// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source;

import io.pelton.dataset.RecordBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A sequence of batches, read once. Serves one thread at a time. */
public interface BatchReader extends AutoCloseable {
    /** The next batch, of at least one row, handed over; or null after the last. */
    @Nullable
    RecordBatch next() throws IOException;

    /**
     * The part's row number from which a new reader would go on: every requested row before it was given, or left out by
     * the predicate, in the batches given so far; no row from it on was. The request's {@code fromRow} at first, its
     * {@code toRow} once {@link #next} has given null.
     */
    long position();

    @Override
    void close() throws IOException;
}
