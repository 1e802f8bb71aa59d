// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.RecordBatch;
import io.pelton.engine.events.BatchEvent;
import io.pelton.engine.schedule.Piece;
import io.pelton.engine.schedule.Scheduler;
import io.pelton.engine.schedule.SplitRef;
import io.pelton.engine.schedule.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Gives the tasks of stages between leaf and sink to their actors.
 *
 * <p><b>Threads.</b> The loop's; the tasks themselves run on actors.
 */
final class TaskRuns {
    private final InputCatalog catalog;
    private final List<StagePool> pools;
    private final Scheduler<RecordBatch> scheduler;
    private volatile boolean givenUp;

    TaskRuns(InputCatalog catalog, List<StagePool> pools, Scheduler<RecordBatch> scheduler) {
        this.catalog = catalog;
        this.pools = pools;
        this.scheduler = scheduler;
    }

    /** Lets tasks that wait for their actor fail, as nobody wants their rows any more. */
    void giveUp() {
        givenUp = true;
    }

    void run(Task<RecordBatch> task) {
        pools.get(task.stage()).submit(new Work() {
            @Override
            public Answer perform(@Nullable Steps steps, @Nullable BatchEvent event) throws Exception {
                if (givenUp) {
                    throw new CancellationException("the job has ended");
                }
                if (event != null) {
                    event.of("compute", task.rows(), 0);
                }
                RecordBatch result = apply(task, requireNonNull(steps, "steps"));
                int rows = result == null ? 0 : result.rowCount();
                long bytes = result == null ? 0 : result.sizeBytes();
                if (event != null) {
                    event.of("compute", task.rows(), bytes);
                }
                return (busy, now) -> scheduler.done(task, result, rows, bytes, busy, now);
            }

            @Override
            public void failed(Throwable cause, long now) {
                scheduler.failed(task, cause, now);
            }
        });
    }

    private @Nullable RecordBatch apply(Task<RecordBatch> task, Steps steps) throws Exception {
        List<RecordBatch> rows = new ArrayList<>(task.pieces().size());
        List<RecordBatch> slices = new ArrayList<>(task.pieces().size());
        try {
            for (Piece<RecordBatch> piece : task.pieces()) {
                if (piece.isWhole(piece.batch().rowCount()) && steps.leaveInput()) {
                    rows.add(piece.batch());
                } else {
                    slices.add(slice(piece));
                    rows.add(slices.get(slices.size() - 1));
                }
            }
            return steps.apply(rows, (firstRow, n) -> where(task.split(), n));
        } finally {
            slices.forEach(RecordBatch::close);
        }
    }

    private String where(SplitRef split, int rows) {
        return (rows == 1 ? "a row" : rows + " rows") + " of the split of " + catalog.nameOf(split.part())
                + " from row " + split.fromRow();
    }

    /** The rows of a piece, the caller's to close. Several actors may take slices of one batch at a time. */
    static RecordBatch slice(Piece<RecordBatch> piece) {
        synchronized (piece.batch()) {
            return piece.batch().slice(piece.fromRow(), piece.rows());
        }
    }
}
