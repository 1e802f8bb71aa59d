// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * When the first batch of a job came to user code, and whether files were still being looked for then: whether a thread
 * was in {@code PartListing}, which finds them.
 *
 * <p><b>Threads.</b> Safe for all.
 */
final class FirstBatch {
    private static final String LISTING = ".PartListing";

    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean seen = new AtomicBoolean();
    private volatile double seconds;
    private volatile boolean listing;

    /** A batch is there; all but the first are passed over. */
    void seen() {
        if (!seen.get() && seen.compareAndSet(false, true)) {
            seconds = (System.nanoTime() - startedNanos) / 1e9;
            listing = Thread.getAllStackTraces().values().stream()
                    .flatMap(Arrays::stream)
                    .anyMatch(frame -> frame.getClassName().endsWith(LISTING));
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "first batch after %.3f s, %s",
                seconds,
                listing ? "while files were being listed" : "when all files were listed");
    }
}
