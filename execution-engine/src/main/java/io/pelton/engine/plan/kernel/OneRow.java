// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.RecordBatch;
import java.util.List;

/** One row without columns: what constants are computed on. */
final class OneRow {
    static final RecordBatch BATCH = RecordBatch.of(List.of(), 1);

    private OneRow() {}
}
