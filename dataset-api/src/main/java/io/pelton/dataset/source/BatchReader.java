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

    @Override
    void close() throws IOException;
}
