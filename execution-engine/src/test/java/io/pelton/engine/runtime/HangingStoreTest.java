// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RetryableException;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.engine.io.FaultyFileStore;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.InMemoryFileStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that end while their store does not answer, nor heeds an interrupt. */
@Timeout(60)
class HangingStoreTest {
    private static final long ROWS = 1_000;
    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final String CLAIM_LEFT =
            "The claim of its log hangs in the store, and may come to be later: nothing is"
                    + " committed under it, and whoever opens the log next takes over.";

    private interface Step {
        void run() throws Exception;
    }

    private final InMemoryFileStore disk = new InMemoryFileStore();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void release() {
        released.countDown();
    }

    private FileStore hangingAt(String operation) {
        return new FaultyFileStore(disk, Manners.OBJECTS, (n, done, what) -> {
            if (!done && what.startsWith(operation)) {
                reached.countDown();
                awaitRelease();
            }
        });
    }

    private void awaitRelease() {
        boolean interrupted = false;
        while (released.getCount() > 0) {
            try {
                interrupted |= !released.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static LogicalPlan job(Step beforeEachBatch) {
        return Dataset.range(ROWS)
                .mapBatches(
                        context -> batch -> {
                            beforeEachBatch.run();
                            return batch.slice(0, batch.rowCount());
                        },
                        Compute.tasks(1).withBatchRows(50))
                .writeParquet("/out")
                .plan();
    }

    private static JobResult run(JobSpec spec, RunningJob job) {
        return new WritingJob(spec, job).run(progress -> {});
    }

    private CompletableFuture<Throwable> ending(JobSpec spec, RunningJob job) {
        return CompletableFuture.supplyAsync(() -> catchThrowable(() -> run(spec, job)));
    }

    @Test
    void aStoppedRunEndsThoughItsClaimHangsAndTheClaimDoesNoHarmLater() throws Exception {
        JobSpec first = TestSpecs.of(job(() -> {}), hangingAt("createExclusive"), PATIENCE);
        RunningJob stopped = new RunningJob(first.planned());
        CompletableFuture<Throwable> end = ending(first, stopped);
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
        stopped.stop();

        assertThat(end.get())
                .isInstanceOf(RetryableException.class)
                .hasMessage(
                        "Cannot finish the job: it was asked to stop after 0 rows of this run. They are kept; the same"
                                + " command goes on. " + CLAIM_LEFT);

        // In the midst of the next run the store answers at last.
        JobSpec next = TestSpecs.of(
                job(() -> {
                    while (disk.status("/out/_pelton/log").isEmpty()) {
                        Thread.sleep(1);
                    }
                    if (released.getCount() > 0) {
                        released.countDown();
                        Thread.sleep(300);
                    }
                }),
                disk,
                PATIENCE);
        JobResult result = run(next, new RunningJob(next.planned()));

        assertThat(result.rowsIn()).isEqualTo(ROWS);
        assertThat(result.rowsOut()).isEqualTo(ROWS);
    }

    @Test
    void aRunThatFailsWhileItsClaimHangsSaysBoth() throws Exception {
        JobSpec spec = TestSpecs.of(
                job(() -> {
                    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
                    throw PeltonException.user("Cannot do this.");
                }),
                hangingAt("createExclusive"),
                PATIENCE);

        assertThat(ending(spec, new RunningJob(spec.planned())).get())
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("Cannot do this.")
                .hasMessageEndingWith(". " + CLAIM_LEFT);
    }
}
