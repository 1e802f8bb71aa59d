// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.JobOptions.Existing;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RetryableException;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.PartLayout;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import io.pelton.dataset.source.internal.RangeSource;
import io.pelton.engine.commit.CommitLog;
import io.pelton.engine.commit.JobIdentity;
import io.pelton.engine.io.FaultyFileStore;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.InMemoryFileStore;
import io.pelton.engine.schedule.Outcome;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that end while their store does not answer, nor heeds an interrupt. */
@Timeout(60)
class HangingStoreTest {
    private static final long ROWS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
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
        return job(beforeEachBatch, ParquetSink.to("/out"));
    }

    private static LogicalPlan job(Step beforeEachBatch, ParquetSink sink) {
        return Dataset.range(ROWS)
                .mapBatches(
                        context -> batch -> {
                            beforeEachBatch.run();
                            return batch.slice(0, batch.rowCount());
                        },
                        Compute.tasks(1).withBatchRows(50))
                .write(sink)
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

    /** The actors that were left behind come back. */
    private static void awaitActors() throws InterruptedException {
        awaitThreads("pelton-stage-");
    }

    /** Waits until the store has had nothing to do for a while. */
    private static void awaitQuiet(AtomicLong lastStep) throws InterruptedException {
        while (System.nanoTime() - lastStep.get() < 1_000_000_000L) {
            Thread.sleep(10);
        }
    }

    private static void awaitThreads(String name) throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(name)) {
                thread.join(10_000);
            }
        }
    }

    /** Fails as soon as a write hangs. */
    private LogicalPlan failing() {
        AtomicInteger batches = new AtomicInteger();
        return job(() -> {
            if (batches.incrementAndGet() > 1) {
                assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
                throw PeltonException.user("Cannot do this.");
            }
        });
    }

    @Test
    void aRunThatFailsWhileAWriteHangsEndsAndKeepsTheMemoryThatTheWriteUses() throws Exception {
        JobSpec spec = TestSpecs.of(failing(), hangingAt("create /out/_pelton/gen-0/staged"), PATIENCE);
        spec.catalog().listAll(() -> true);
        JobIdentity identity =
                new JobIdentity("plan", "fingerprint", spec.catalog().sourceParts());
        try (CommitLog log = CommitLog.open(disk, "/out", identity, Existing.RESUME, () -> "token", () -> true)) {
            JobRun run = JobRun.writing(spec, () -> "", log);

            Outcome outcome = run.loop(r -> {});

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILING);
            assertThat(run.leftBehind())
                    .matches("An actor of 'write parquet /out' hangs and was left behind with \\d+ bytes of stage 1 .*,"
                            + " which stays allocated since it may still be used\\.");
            released.countDown();
            awaitActors();
            assertThat(run.allocators().leaks()).isEmpty();
            assertThat(run.scheduler().heldBytes()).isZero();
            assertThat(disk.list("/out/_pelton/gen-0/staged")).isEmpty();
            run.allocators().close();
        }
    }

    @Test
    void aJobThatFailsWhileAWriteHangsSaysBothAndTheNextRunWritesEveryRow() throws Exception {
        JobSpec spec = TestSpecs.of(failing(), hangingAt("create /out/_pelton/gen-0/staged"), PATIENCE);

        assertThat(ending(spec, new RunningJob(spec.planned())).get())
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("Cannot do this.")
                .hasMessageContaining("An actor of 'write parquet /out' hangs and was left behind with ");
        released.countDown();
        awaitActors();
        JobSpec next = TestSpecs.of(job(() -> {}), disk, PATIENCE);

        assertThat(run(next, new RunningJob(next.planned())).rowsOut()).isEqualTo(ROWS);
    }

    @Test
    void aRunThatFailsEndsThoughTheRemovalOfItsFilesHangs() throws Exception {
        CountDownLatch files = new CountDownLatch(2);
        Set<String> refused = ConcurrentHashMap.newKeySet();
        AtomicLong lastStep = new AtomicLong(System.nanoTime());
        FileStore store = new FaultyFileStore(disk, Manners.OBJECTS, (n, done, what) -> {
            lastStep.set(System.nanoTime());
            if (what.startsWith("create ") && done) {
                files.countDown();
            } else if (what.startsWith("delete ") && !done) {
                if (refused.add(what)) {
                    throw new AccessDeniedException("not now");
                }
                awaitRelease();
            }
        });
        AtomicInteger batches = new AtomicInteger();
        JobSpec spec = TestSpecs.of(
                job(
                        () -> {
                            if (batches.incrementAndGet() > 5) {
                                assertThat(files.await(30, TimeUnit.SECONDS)).isTrue();
                                awaitQuiet(lastStep); // whoever still writes would clean up by itself
                                throw PeltonException.user("Cannot do this.");
                            }
                        },
                        ParquetSink.to("/out").withMaxRowsPerFile(20)),
                store,
                PATIENCE);

        assertThat(ending(spec, new RunningJob(spec.planned())).get())
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("Cannot do this.")
                .hasMessageEndingWith(
                        "The removal of files that it has not committed hangs in the store; they are removed when"
                                + " the job is published.");
        released.countDown();
        awaitThreads("pelton-clean-up");
    }

    @Test
    void aRunThatFailsWhileItsLogHangsSaysBoth() throws Exception {
        AtomicInteger claims = new AtomicInteger();
        FileStore store = new FaultyFileStore(disk, Manners.OBJECTS, (n, done, what) -> {
            if (!done && what.startsWith("createExclusive") && claims.incrementAndGet() > 1) {
                reached.countDown();
                awaitRelease();
            }
        });
        JobSpec spec = TestSpecs.of(
                Dataset.range(1L << 40)
                        .mapBatches(
                                context -> batch -> {
                                    if (reached.getCount() == 0) {
                                        throw PeltonException.user("Cannot do this.");
                                    }
                                    return batch.slice(0, batch.rowCount());
                                },
                                Compute.tasks(1).withBatchRows(50))
                        .write(ParquetSink.to("/out").withMaxRowsPerFile(5_000))
                        .plan(),
                store,
                PATIENCE);

        assertThat(ending(spec, new RunningJob(spec.planned())).get())
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("Cannot do this.")
                .hasMessageEndingWith(
                        "The last step of its log hangs in the store: if it comes to be before the next run opens"
                                + " the log, its rows are committed, and if not, they are computed again.");
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

    @Test
    void aRunThatFailsSaysWhyThoughAStepOfItsLogEndsLate() throws Exception {
        AtomicInteger claims = new AtomicInteger();
        AtomicInteger files = new AtomicInteger();
        FileStore store = new FaultyFileStore(disk, Manners.OBJECTS, (n, done, what) -> {
            if (done && what.startsWith("create /out/_pelton/gen-0/staged")) {
                files.incrementAndGet();
            }
            if (!done && what.startsWith("createExclusive") && claims.incrementAndGet() > 1) {
                reached.countDown();
                awaitRelease();
            }
        });
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger before = new AtomicInteger(-1);
        LogicalPlan plan = Dataset.range(1L << 40)
                .mapBatches(
                        context -> batch -> {
                            if (reached.getCount() == 0) {
                                before.compareAndSet(-1, files.get());
                                if (files.get() > before.get() + 6) {
                                    // By now there are splits to be committed as soon as the log's step has ended.
                                    failed.countDown();
                                    throw new PeltonException(ErrorKind.INTERNAL, "Cannot do this.");
                                }
                            }
                            return batch.slice(0, batch.rowCount());
                        },
                        Compute.tasks(1).withBatchRows(500))
                .write(ParquetSink.to("/out"))
                .plan();
        JobSpec spec = TestSpecs.of(plan, store, PATIENCE);
        CompletableFuture<Throwable> end = ending(spec, new RunningJob(spec.planned()));
        assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();

        // The loop waits so long for a sign of life, and then as long for the log.
        Thread.sleep(PATIENCE.toMillis() * 3 / 2);
        released.countDown();

        assertThat(end.get()).isInstanceOf(PeltonException.class).hasMessageContaining("Cannot do this.");
    }

    @Test
    void aRunThatFailsEndsThoughTheClosingOfItsReaderHangs() throws Exception {
        CountDownLatch computing = new CountDownLatch(1);
        ReadableSource source = new ReadableSource() {
            private final RangeSource range = new RangeSource(0, 1L << 40);

            @Override
            public Schema schema() {
                return range.schema();
            }

            @Override
            public String describe() {
                return range.describe();
            }

            @Override
            public List<SourcePart> parts() {
                return range.parts();
            }

            @Override
            public PartLayout layout(SourcePart part) {
                return range.layout(part);
            }

            @Override
            public BatchReader open(SourcePart part, ReadRequest request) throws IOException {
                return new LeaseReaderTest.Reader(range.open(part, request)) {
                    @Override
                    public void close() throws IOException {
                        super.close();
                        awaitRelease();
                    }
                };
            }
        };
        LogicalPlan plan = Dataset.read(source)
                .mapBatches(
                        context -> batch -> {
                            computing.countDown();
                            Thread.sleep(500);
                            throw new PeltonException(ErrorKind.INTERNAL, "Cannot do this.");
                        },
                        Compute.tasks(1).withBatchRows(50))
                .write(ParquetSink.to("/out"))
                .plan();
        JobSpec spec = TestSpecs.of(plan, disk, PATIENCE);

        CompletableFuture<Throwable> end = ending(spec, new RunningJob(spec.planned()));
        assertThat(computing.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(end.get(30, TimeUnit.SECONDS))
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("Cannot do this.")
                .hasMessageContaining("hangs");
        released.countDown();
        awaitActors();
        awaitThreads("pelton-close");
    }
}
