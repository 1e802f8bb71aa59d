// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobHandle;
import io.pelton.dataset.JobListener;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobProgress;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.RetryableException;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.InMemoryFileStore;
import io.pelton.engine.runtime.MachineLimits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ends that come from outside: interrupts, and listeners that do not keep their side. */
@Timeout(60)
class JobEndsTest {
    private static LogicalPlan job(long rows) {
        return Dataset.range(rows)
                .mapBatches(
                        context -> batch -> batch.slice(0, batch.rowCount()),
                        Compute.tasks(1).withBatchRows(50))
                .writeParquet("/out/ids")
                .plan();
    }

    private static PeltonEngine engine(JobListener... listeners) {
        return engine(new InMemoryFileStore(), listeners);
    }

    private static PeltonEngine engine(FileStore store, JobListener... listeners) {
        return new PeltonEngine(
                store,
                new MachineLimits(2, 1L << 30, Path.of(System.getProperty("java.io.tmpdir"))),
                () -> List.of(listeners),
                () -> UUID.randomUUID().toString());
    }

    @Test
    void anInterruptStopsTheJobAndStaysSet() throws Exception {
        CompletableFuture<Thread> running = new CompletableFuture<>();
        JobListener signal = new JobListener() {
            @Override
            public void progress(JobHandle job, JobProgress progress) {
                running.complete(Thread.currentThread());
            }
        };
        AtomicBoolean flag = new AtomicBoolean();
        CompletableFuture<JobResult> result = CompletableFuture.supplyAsync(() -> {
            try {
                return engine(signal).run(job(1L << 40), JobOptions.defaults());
            } finally {
                flag.set(Thread.interrupted());
            }
        });

        running.get().interrupt();

        assertThatThrownBy(result::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(RetryableException.class)
                .hasMessageContaining("asked to stop");
        assertThat(flag).isTrue();
    }

    @Test
    void actorsAreClosedWhileRowsArePublishedAndCannotLoseThem() {
        CountDownLatch publishing = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        AtomicBoolean inTime = new AtomicBoolean();
        FileStore waiting = new InMemoryFileStore() {
            @Override
            public void rename(String from, String to) throws IOException {
                publishing.countDown();
                try {
                    inTime.set(closed.await(20, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
                super.rename(from, to);
            }
        };
        LogicalPlan plan = Dataset.range(1_000)
                .mapBatches(
                        context -> new BatchFunction() {
                            @Override
                            public RecordBatch apply(RecordBatch input) {
                                return input.slice(0, input.rowCount());
                            }

                            @Override
                            public void close() {
                                // Scaling may have let the actor go before: until rows are published, that fails a job.
                                try {
                                    publishing.await(20, TimeUnit.SECONDS);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                                closed.countDown();
                                throw new IllegalStateException("cannot close");
                            }
                        },
                        Compute.tasks(1))
                .writeParquet("/out/ids")
                .plan();

        JobResult result = engine(waiting).run(plan, JobOptions.defaults());

        assertThat(inTime).isTrue();
        assertThat(result.rowsOut()).isEqualTo(1_000);
    }

    @Test
    void listenersThatThrowWhileAJobRunsDoNotLoseIt() {
        List<String> heard = new ArrayList<>();
        JobListener bad = new JobListener() {
            @Override
            public void progress(JobHandle job, JobProgress progress) {
                throw new IllegalStateException("progress");
            }

            @Override
            public void succeeded(JobHandle job, JobResult result) {
                throw new IllegalStateException("succeeded");
            }
        };
        JobListener good = new JobListener() {
            @Override
            public void succeeded(JobHandle job, JobResult result) {
                heard.add("succeeded");
            }

            @Override
            public void failed(JobHandle job, Throwable cause) {
                heard.add("failed");
            }
        };

        JobResult result = engine(bad, good).run(job(1_000), JobOptions.defaults());

        assertThat(result.rowsOut()).isEqualTo(1_000);
        assertThat(heard).containsExactly("succeeded");
    }

    @Test
    void aListenerMayRefuseAJobWhichThenHasEnded() throws Exception {
        AtomicReference<JobHandle> handle = new AtomicReference<>();
        JobListener refusing = new JobListener() {
            @Override
            public void started(JobHandle job) {
                handle.set(job);
                throw new IllegalStateException("not today");
            }
        };

        assertThatThrownBy(() -> engine(refusing).run(job(10), JobOptions.defaults()))
                .hasMessage("not today");
        assertThat(java.util.Objects.requireNonNull(handle.get()).awaitEnd(Duration.ZERO))
                .isTrue();
    }
}
