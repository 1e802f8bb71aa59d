// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobHandle;
import io.pelton.dataset.JobListener;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobProgress;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.RetryableException;
import io.pelton.engine.io.FaultyFileStore;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.InMemoryFileStore;
import io.pelton.engine.runtime.MachineLimits;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that run while their input is still being listed. */
@Timeout(60)
class ListingTest {
    private static final int PARTS = 40;
    private static final ListedSource.Pace AT_ONCE = part -> {};

    private final InMemoryFileStore disk = new InMemoryFileStore();
    private final CountDownLatch firstBatch = new CountDownLatch(1);

    private static List<Long> numbers(int parts) {
        return LongStream.range(0, (long) parts * ListedSource.ROWS).boxed().toList();
    }

    private Dataset seen(ListedSource source) {
        return Dataset.read(source)
                .mapBatches(
                        context -> batch -> {
                            firstBatch.countDown();
                            return batch.slice(0, batch.rowCount());
                        },
                        Compute.tasks(1).withBatchRows(5));
    }

    private JobResult write(FileStore store, ListedSource source) {
        return TestEngines.on(store).run(seen(source).writeParquet("/out").plan(), JobOptions.defaults());
    }

    private BatchStream iterate(Dataset rows) {
        return TestEngines.on(disk).iterate(rows.plan(), JobOptions.defaults());
    }

    private static List<Long> ids(BatchStream stream) {
        List<Long> ids = new ArrayList<>();
        for (RecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
            ids.addAll(ids(batch));
        }
        return ids;
    }

    private static List<Long> ids(RecordBatch batch) {
        List<Long> ids = new ArrayList<>();
        try (RecordBatch b = batch) {
            BigIntVector id = (BigIntVector) b.column("id");
            for (int i = 0; i < b.rowCount(); i++) {
                ids.add(id.get(i));
            }
        }
        return ids;
    }

    private List<Long> written() {
        return TestEngines.longs(TestEngines.on(disk), "/out", "id");
    }

    /** Before a part is told, waits for something to happen, but not for ever. */
    private static ListedSource.Pace waitsAt(int held, CountDownLatch event) {
        return part -> {
            if (part == held) {
                assertThat(event.await(30, TimeUnit.SECONDS))
                        .as("what the listing waits for")
                        .isTrue();
            }
        };
    }

    @Test
    void rowsComeOutBeforeTheListingHasEnded() {
        ListedSource source = new ListedSource(PARTS, waitsAt(3, firstBatch));

        try (BatchStream stream = iterate(Dataset.read(source))) {
            List<Long> ids = new ArrayList<>(ids(requireNonNull(stream.next())));
            assertThat(source.listingEnded.getCount()).isEqualTo(1);
            firstBatch.countDown();
            ids.addAll(ids(stream));

            assertThat(ids).isEqualTo(numbers(PARTS));
        }
    }

    @Test
    void everyPartIsReadOnceWhileManyAreFound() {
        try (BatchStream stream = iterate(Dataset.read(new ListedSource(20_000, AT_ONCE)))) {
            assertThat(ids(stream)).isEqualTo(numbers(20_000));
        }
    }

    @Test
    void aJobThatWritesComputesBeforeTheListingHasEndedAndTouchesNothing() {
        List<Boolean> touched = new ArrayList<>();
        ListedSource source = new ListedSource(PARTS, part -> {
            if (part == 3) {
                assertThat(firstBatch.await(30, TimeUnit.SECONDS)).isTrue();
                touched.add(disk.status("/out").isPresent());
            }
        });

        JobResult result = write(disk, source);

        assertThat(touched).containsExactly(false);
        assertThat(written()).isEqualTo(numbers(PARTS));
        assertThat(result.rowsIn()).isEqualTo(PARTS * ListedSource.ROWS);
        assertThat(result.jobId()).hasSize(64);
    }

    @Test
    void aJobSaysThatItsRowsAreHeldUntilTheListingHasEnded() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        List<JobProgress.Stage> sinks = new CopyOnWriteArrayList<>();
        JobListener listener = new JobListener() {
            @Override
            public void progress(JobHandle job, JobProgress progress) {
                JobProgress.Stage sink = progress.stages().get(progress.stages().size() - 1);
                sinks.add(sink);
                // The pools were looked at several times since rows came.
                if (sinks.stream().filter(s -> s.queuedBytes() > 0).count() > 1) {
                    heard.countDown();
                }
            }
        };
        ListedSource source = new ListedSource(PARTS, waitsAt(30, heard));

        engine(listener).run(seen(source).writeParquet("/out").plan(), JobOptions.defaults());

        assertThat(sinks.get(sinks.size() - 1)).as("at the end").satisfies(sink -> {
            assertThat(sink.held()).isFalse();
            assertThat(sink.rowsOut()).isEqualTo(PARTS * ListedSource.ROWS);
        });
        assertThat(sinks.stream().takeWhile(JobProgress.Stage::held))
                .as("until all was listed")
                .hasSizeGreaterThan(1)
                .allSatisfy(sink -> {
                    assertThat(sink.rowsOut()).isZero();
                    assertThat(sink.actors() + sink.actorsPending()).isLessThanOrEqualTo(1);
                });
        assertThat(written()).isEqualTo(numbers(PARTS));
    }

    @Test
    void aLimitEndsTheListing() throws Exception {
        ListedSource endless = new ListedSource(Integer.MAX_VALUE, AT_ONCE);

        try (BatchStream stream = iterate(Dataset.read(endless).limit(25))) {
            assertThat(ids(stream)).isEqualTo(numbers(3).subList(0, 25));
            assertThat(endless.listingEnded.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aLimitOfOneSourceEndsItsListingAndNoOther() {
        ListedSource endless = new ListedSource(Integer.MAX_VALUE, AT_ONCE);
        ListedSource other = new ListedSource(2, AT_ONCE);
        List<Long> expected = new ArrayList<>(numbers(3));
        expected.addAll(numbers(2));

        try (BatchStream stream = iterate(Dataset.read(endless).limit(30).union(Dataset.read(other)))) {
            assertThat(ids(stream)).isEqualTo(expected);
        }
    }

    @Test
    void aStreamThatIsClosedEndsTheListing() throws Exception {
        ListedSource stuck = new ListedSource(PARTS, waitsAt(3, new CountDownLatch(1)));

        try (BatchStream stream = iterate(Dataset.read(stuck))) {
            requireNonNull(stream.next()).close();
        }

        assertThat(stuck.listingEnded.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSourceThatIsReadTwiceIsListedOnce() {
        ListedSource source = new ListedSource(5, AT_ONCE);
        List<Long> expected = new ArrayList<>(numbers(5));
        expected.addAll(numbers(5));

        try (BatchStream stream = iterate(Dataset.read(source).union(Dataset.read(source)))) {
            assertThat(ids(stream)).isEqualTo(expected);
        }
        assertThat(source.listings).hasValue(1);
    }

    private ListedSource breaking() {
        return new ListedSource(PARTS, part -> {
            if (part == 3) {
                assertThat(firstBatch.await(30, TimeUnit.SECONDS)).isTrue();
                throw new IOException("the third page is lost");
            }
        });
    }

    @Test
    void aListingThatFailsFailsAStream() {
        try (BatchStream stream = iterate(seen(breaking()))) {
            assertThatThrownBy(() -> ids(stream)).hasMessage("Cannot list numbers in parts: the third page is lost.");
        }
    }

    @Test
    void aListingThatFailsFailsAJobThatWritesAndLeavesNothing() {
        assertThatThrownBy(() -> write(disk, breaking()))
                .hasMessage("Cannot list numbers in parts: the third page is lost.");

        assertThat(disk.status("/out")).isEmpty();
    }

    private void failToPublish(ListedSource source) {
        FileStore store = new FaultyFileStore(disk, Manners.LOCAL, (n, done, what) -> {
            if (what.startsWith("rename")) {
                throw new AccessDeniedException("no publishing today");
            }
        });
        assertThatThrownBy(() -> write(store, source)).hasMessageContaining("no publishing today");
    }

    private void failToClaim() {
        FileStore store = new FaultyFileStore(disk, Manners.LOCAL, (n, done, what) -> {
            if (what.startsWith("createExclusive")) {
                throw new AccessDeniedException("no claims today");
            }
        });
        assertThatThrownBy(() -> write(store, new ListedSource(PARTS, AT_ONCE)))
                .isInstanceOf(RetryableException.class)
                .hasMessage("Cannot run numbers in parts -> parquet /out: no claims today."
                        + " What was committed is kept; run it again.");
    }

    @Test
    void aLogThatCannotBeClaimedMayBeTriedAgainWheneverItIsOpened() {
        failToClaim();
        assertThat(disk.status("/out")).as("after a late claim").isEmpty();
        failToPublish(new ListedSource(PARTS, AT_ONCE));

        failToClaim();

        assertThat(write(disk, new ListedSource(PARTS, AT_ONCE)).rowsBefore()).isEqualTo(PARTS * ListedSource.ROWS);
    }

    @Test
    void whatIsCommittedIsNotReadAgainHoweverLongTheListingTakes() {
        failToPublish(new ListedSource(PARTS, AT_ONCE));
        List<String> openedWhileListing = new ArrayList<>();
        ListedSource[] self = new ListedSource[1];
        ListedSource source = new ListedSource(PARTS, part -> openedWhileListing.addAll(self[0].opened));
        self[0] = source;

        JobResult result = write(disk, source);

        assertThat(result.rowsBefore()).isEqualTo(PARTS * ListedSource.ROWS);
        assertThat(source.opened).isEmpty();
        assertThat(openedWhileListing).isEmpty();
        assertThat(written()).isEqualTo(numbers(PARTS));
    }

    @Test
    void aRunThatFindsItselfOvertakenGoesOnFromTheLog() {
        ListedSource source = new ListedSource(PARTS, part -> {
            if (part == 3) {
                assertThat(firstBatch.await(30, TimeUnit.SECONDS)).isTrue();
                failToPublish(new ListedSource(PARTS, AT_ONCE));
            }
        });

        JobResult result = write(disk, source);

        assertThat(result.rowsBefore()).isEqualTo(PARTS * ListedSource.ROWS);
        assertThat(result.rowsIn()).isZero();
        assertThat(written()).isEqualTo(numbers(PARTS));
    }

    @Test
    void aRunThatFindsAnotherJobInItsFolderHarmsNothing() {
        ListedSource source = new ListedSource(PARTS, part -> {
            if (part == 3) {
                assertThat(firstBatch.await(30, TimeUnit.SECONDS)).isTrue();
                write(disk, new ListedSource(2, AT_ONCE));
            }
        });

        assertThatThrownBy(() -> write(disk, source)).hasMessageStartingWith("Cannot resume the job in /out");

        assertThat(written()).isEqualTo(numbers(2));
    }

    /** Stops a job once its first batch is at work, and says so when the loop must have heard it. */
    private JobListener stopsThenTells(CountDownLatch stopped) {
        return new JobListener() {
            private boolean asked;

            @Override
            public void progress(JobHandle job, JobProgress progress) {
                if (asked) {
                    stopped.countDown();
                } else if (firstBatch.getCount() == 0) {
                    job.stop();
                    asked = true;
                }
            }
        };
    }

    @Test
    void aJobThatWasStoppedClaimsNoLogWhenItsInputIsListedLater() {
        CountDownLatch stopped = new CountDownLatch(1);
        ListedSource source = new ListedSource(PARTS, waitsAt(3, stopped));
        Dataset slow = Dataset.read(source)
                .mapBatches(
                        context -> batch -> {
                            firstBatch.countDown();
                            assertThat(source.listingEnded.await(30, TimeUnit.SECONDS))
                                    .isTrue();
                            Thread.sleep(100);
                            return batch.slice(0, batch.rowCount());
                        },
                        Compute.tasks(1).withBatchRows(5));
        PeltonEngine engine = engine(stopsThenTells(stopped));

        assertThatThrownBy(() -> engine.run(slow.writeParquet("/out").plan(), JobOptions.defaults()))
                .hasMessageContaining("asked to stop");

        assertThat(disk.status("/out")).isEmpty();
    }

    @Test
    void aJobWithALogCanBeStoppedWhileItsInputIsListed() throws Exception {
        failToPublish(new ListedSource(PARTS, AT_ONCE));
        JobHandle[] running = new JobHandle[1];
        JobListener keeper = new JobListener() {
            @Override
            public void started(JobHandle job) {
                running[0] = job;
            }
        };
        ListedSource source = new ListedSource(PARTS, part -> {
            if (part == 3) {
                running[0].stop();
            }
        });
        List<String> before = disk.paths().stream().toList();

        assertThatThrownBy(() ->
                        engine(keeper).run(seen(source).writeParquet("/out").plan(), JobOptions.defaults()))
                .isInstanceOf(RetryableException.class)
                .hasMessageContaining("asked to stop after 0 rows");

        assertThat(source.opened).isEmpty();
        assertThat(disk.paths().stream().toList()).isEqualTo(before);
    }

    private PeltonEngine engine(JobListener listener) {
        return new PeltonEngine(
                disk,
                new MachineLimits(2, 1L << 30, Path.of(System.getProperty("java.io.tmpdir"))),
                () -> List.of(listener),
                () -> UUID.randomUUID().toString());
    }

    @Test
    void aJobCanBeStoppedWhileItsInputIsListed() throws Exception {
        ListedSource stuck = new ListedSource(PARTS, waitsAt(3, new CountDownLatch(1)));
        List<String> heard = new ArrayList<>();
        JobListener stopper = new JobListener() {
            @Override
            public void progress(JobHandle job, JobProgress progress) {
                heard.add(job.id() + progress.inputFraction());
                job.stop();
            }
        };
        assertThatThrownBy(() ->
                        engine(stopper).run(seen(stuck).writeParquet("/out").plan(), JobOptions.defaults()))
                .isInstanceOf(RetryableException.class)
                .hasMessageContaining("asked to stop");

        assertThat(heard).isNotEmpty().allMatch("OptionalDouble.empty"::equals);
        assertThat(stuck.listingEnded.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(disk.status("/out")).isEmpty();
    }
}
