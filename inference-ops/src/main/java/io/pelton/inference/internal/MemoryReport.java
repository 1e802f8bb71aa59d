// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.Counters;

/**
 * Reports the process's peak of resident memory now and then: the first time, once in many, and at the end. Reading it
 * takes a tenth of a millisecond, which small batches would feel.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
final class MemoryReport {
    private static final int ONCE_IN = 256;

    private final Counters counters;
    private int batches;

    MemoryReport(Counters counters) {
        this.counters = counters;
    }

    /** Counts a batch. */
    void batch() {
        if (batches++ % ONCE_IN == 0) {
            now();
        }
    }

    /** Reports. */
    void now() {
        counters.max("memory.resident.peak", NativeMemory.peakResidentBytes());
    }
}
