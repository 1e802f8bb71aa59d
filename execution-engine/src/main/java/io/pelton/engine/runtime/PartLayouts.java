// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.source.PartLayout;
import io.pelton.engine.schedule.Scheduler;
import java.util.concurrent.ExecutorService;

/**
 * Finds out how the rows of parts lie.
 *
 * <p><b>Threads.</b> The loop's; parts are looked at on threads of its own.
 */
final class PartLayouts {
    /** Looking at a file is a few round trips to its store: several at a time, so that readers need not wait for them. */
    private static final int THREADS = 4;

    private final InputCatalog catalog;
    private final InputProgress progress;
    private final Scheduler<RecordBatch> scheduler;
    private final StagePool.Events events;
    private final ExecutorService threads = JobThreads.create("layouts", THREADS);

    PartLayouts(
            InputCatalog catalog, InputProgress progress, Scheduler<RecordBatch> scheduler, StagePool.Events events) {
        this.catalog = catalog;
        this.progress = progress;
        this.scheduler = scheduler;
        this.events = events;
    }

    void load(int part) {
        if (threads.isShutdown()) {
            return;
        }
        InputCatalog.Entry entry = catalog.get(part);
        threads.execute(() -> {
            try {
                PartLayout layout = entry.source().layout(entry.part());
                events.answer(() -> {
                    progress.layout(part, layout.rows());
                    scheduler.layout(part, layout.rows(), layout.preferredStarts(), events.now());
                });
            } catch (Throwable t) {
                events.answer(() -> scheduler.layoutFailed(t, events.now()));
            }
        });
    }

    /** Looks at no more parts. */
    void close() {
        threads.shutdownNow();
    }
}
