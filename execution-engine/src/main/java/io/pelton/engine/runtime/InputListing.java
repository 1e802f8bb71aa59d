// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.RecordBatch;
import io.pelton.engine.schedule.InputPart;
import io.pelton.engine.schedule.Outcome;
import io.pelton.engine.schedule.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Lists the input of a run beside it, and tells the scheduler of the parts as they are found: the loop takes all that have
 * come since it last looked, so that the first is told at once and many are told together.
 *
 * <p><b>Threads.</b> The loop's; the input is listed on a thread of its own.
 */
final class InputListing {
    /** What is done once all parts are known. */
    interface Listed {
        /** Finds out what it takes; {@link #close} interrupts it and does not wait. */
        default void prepare() throws Exception {}

        /**
         * Does it.
         *
         * @param wanted whether the run goes on; to be asked again after what takes a while
         */
        void run(BooleanSupplier wanted) throws Exception;
    }

    private final InputCatalog catalog;
    private final InputProgress progress;
    private final Scheduler<RecordBatch> scheduler;
    private final StagePool.Events events;
    private final Duration patience;
    private final Listed whenListed;
    private final ExecutorService thread = JobThreads.create("listing", 1);
    private final Set<Integer> unwanted = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean told = new AtomicBoolean();
    /** How many parts the scheduler knows. */
    private int known;

    private volatile boolean closed;
    private boolean ending;

    /**
     * Makes a listing that waits for {@link #start}.
     *
     * @param patience how long {@link #close} waits
     * @param whenListed called on the listing's thread if all leaves are listed before {@link #close} and the run goes on;
     *     what it throws fails the job
     */
    InputListing(
            InputCatalog catalog,
            InputProgress progress,
            Scheduler<RecordBatch> scheduler,
            StagePool.Events events,
            Duration patience,
            Listed whenListed) {
        this.catalog = catalog;
        this.progress = progress;
        this.scheduler = scheduler;
        this.events = events;
        this.patience = patience;
        this.whenListed = whenListed;
    }

    void start() {
        thread.execute(this::list);
    }

    private void list() {
        try {
            for (InputCatalog.Leaf leaf : catalog.leaves()) {
                if (closed) {
                    return;
                }
                list(leaf);
            }
            whenListed.prepare();
            events.post(this::allListed);
        } catch (Throwable t) {
            events.post(() -> scheduler.fatal(t, events.now()));
        }
    }

    private void list(InputCatalog.Leaf leaf) {
        int stage = leaf.stage();
        if (unwanted.contains(stage)) {
            catalog.skip(leaf);
        } else {
            catalog.list(leaf, () -> {
                found();
                return !closed && !unwanted.contains(stage);
            });
        }
        events.post(() -> {
            pass();
            scheduler.listed(stage, events.now());
        });
    }

    private void found() {
        if (told.compareAndSet(false, true)) {
            events.post(this::pass);
        }
    }

    private void pass() {
        told.set(false);
        List<InputPart> more = catalog.inputParts(known);
        if (!more.isEmpty()) {
            known += more.size();
            progress.found(more.size());
            scheduler.parts(more, events.now());
        }
    }

    /** Whoever has failed or was stopped meanwhile must not take the log from a run that goes on. */
    private void allListed() {
        if (scheduler.outcome().kind() == Outcome.Kind.RUNNING && !closed) {
            ending = true;
            thread.execute(this::end);
        }
    }

    private void end() {
        try {
            whenListed.run(() -> !closed);
        } catch (Throwable t) {
            events.post(() -> scheduler.fatal(t, events.now()));
        }
    }

    /** Looks for no more parts, and does nothing when all are known. */
    void leave() {
        closed = true;
    }

    /** No more parts of a leaf are wanted. */
    void stop(int leaf) {
        unwanted.add(leaf);
    }

    /**
     * Looks for no more parts. Waits only for what is done once all are known: it claims the log, which should not come to be
     * when the run is over and the next one may have begun. If it hangs it is interrupted, and left behind.
     *
     * @return whether nothing is left behind
     */
    boolean close() {
        closed = true;
        if (ending) {
            thread.shutdown();
            boolean over = awaitEnd();
            if (!over) {
                thread.shutdownNow();
            }
            return over;
        }
        thread.shutdownNow();
        return true;
    }

    private boolean awaitEnd() {
        long until = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        boolean over = false;
        long left;
        while (!over && (left = until - System.nanoTime()) > 0) {
            try {
                over = thread.awaitTermination(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return over;
    }
}
