// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the compressors and decompressors that are open in this process. They hold native memory that no allocator counts
 * and no collector frees (1.3 MB for each that writes zstd), so tests hold the number against what it was before.
 */
final class NativeContexts {
    private static final AtomicInteger OPEN = new AtomicInteger();

    private NativeContexts() {}

    static void opened() {
        OPEN.incrementAndGet();
    }

    static void closed() {
        OPEN.decrementAndGet();
    }

    static int open() {
        return OPEN.get();
    }
}
