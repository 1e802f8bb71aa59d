// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchMap;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.PartLayout;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import io.pelton.dataset.source.internal.RangeSource;
import io.pelton.engine.PeltonEngine;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.FileStores;
import io.pelton.engine.runtime.MachineLimits;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose slow part is known are recorded, and the recording must name that part with the time that it took. */
@Timeout(120)
class RecorderTest {
    private static final int BATCH = 100;
    private static final int BATCHES = 20;
    private static final long PAUSE_MILLIS = 40;

    @TempDir
    static Path folder;

    private final AtomicLong slept = new AtomicLong();

    /** What is loaded and compiled for the first job is no time of those that are looked at. */
    @BeforeAll
    static void runOnce() {
        recorded("first", FileStores.standard(), Dataset.range(BATCH), rows -> rows);
    }

    @Test
    void aStageThatSleepsIsToldApartFromThoseThatWaitForIt() {
        RunProfile run = recorded("sleeps", FileStores.standard(), Dataset.range(BATCH * BATCHES), this::sleepy);

        StageProfile reads = run.stages().get(0);
        StageProfile sleeps = run.stages().get(1);
        StageProfile writes = run.stages().get(2);
        assertThat(sleeps.compute()).satisfies(isNearly(slept));
        assertThat(sleeps.batches()).isGreaterThanOrEqualTo(BATCHES);
        assertThat(sleeps.rows()).isEqualTo(BATCH * BATCHES);
        assertThat(sleeps.cpu()).as("on a core").isLessThan(sleeps.compute() / 2);
        assertThat(reads.noRoom() + reads.noWork()).isGreaterThan(seconds(slept) / 2);
        assertThat(reads.noRoom()).as("while rows are left").isGreaterThan(seconds(slept) / 4);
        assertThat(writes.noInput()).isGreaterThan(seconds(slept) / 2);
        busiest(run, sleeps);
        everyMomentCountsOnce(run);
    }

    @Test
    void aSlowSourceIsTimeOfReading() {
        Dataset slow = Dataset.read(new SlowSource(new RangeSource(0, BATCH * BATCHES), slept));

        RunProfile run = recorded("reads", FileStores.standard(), slow, rows -> rows);

        assertThat(run.stages().get(0).read()).satisfies(isNearly(slept));
        assertThat(run.stages().get(0).compute()).isLessThan(seconds(slept) / 2);
        assertThat(run.stages().get(1).noInput()).isGreaterThan(seconds(slept) / 2);
        busiest(run, run.stages().get(0));
        everyMomentCountsOnce(run);
    }

    @Test
    void aSlowStoreIsTimeOfWriting() {
        RunProfile run = recorded("writes", slowToWrite(), Dataset.range(BATCH * BATCHES), rows -> rows);

        StageProfile writes = run.stages().get(2);
        assertThat(writes.write()).satisfies(isNearly(slept));
        assertThat(run.storage().writeSeconds()).satisfies(isNearly(slept));
        assertThat(run.storage().bytesWritten()).isPositive();
        assertThat(run.storage().commits()).isPositive();
        busiest(run, writes);
        everyMomentCountsOnce(run);
    }

    @Test
    void aSlowListingIsTimeWithoutALog() {
        Dataset slow = Dataset.read(new SlowListing(new RangeSource(0, BATCH * BATCHES), slept));

        RunProfile run = recorded("lists", FileStores.standard(), slow, rows -> rows);

        assertThat(run.stages().get(2).noLog()).isGreaterThan(seconds(slept) / 2);
        assertThat(run.stages().get(0).noLog() + run.stages().get(1).noLog())
                .as("of stages that write nothing")
                .isZero();
        everyMomentCountsOnce(run);
    }

    @Test
    void aFileThatCannotBeWrittenIsToldBeforeTheProgramStarts() {
        assertThatThrownBy(() -> Recorder.start(folder.resolve("no/such/folder.jfr")))
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("Cannot write profile", "--profile=FILE");
    }

    private interface Function {
        RecordBatch apply(RecordBatch rows) throws Exception;
    }

    private RecordBatch sleepy(RecordBatch rows) throws InterruptedException {
        pause(slept);
        return rows;
    }

    private static RunProfile recorded(String name, FileStore store, Dataset rows, Function function) {
        PeltonEngine engine =
                new PeltonEngine(store, new MachineLimits(2, 1L << 30, folder), List::of, () -> UUID.randomUUID()
                        .toString());
        BatchMap map = BatchMap.of(context -> batch -> {
                    RecordBatch result = function.apply(batch);
                    return result.slice(0, result.rowCount());
                })
                .batchRows(BATCH);
        try (Recorder recorder = Recorder.start(folder.resolve(name + ".jfr"))) {
            engine.run(
                    rows.mapBatches(map, Compute.tasks(1))
                            .writeParquet(folder.resolve(name).toString())
                            .plan(),
                    JobOptions.defaults());
            List<RunProfile> runs = recorder.finish();
            assertThat(runs).hasSize(1);
            return runs.get(0);
        }
    }

    private static void everyMomentCountsOnce(RunProfile run) {
        for (StageProfile stage : run.stages()) {
            double named =
                    stage.starting() + stage.busy() + stage.noInput() + stage.noRoom() + stage.noLog() + stage.noWork();
            assertThat(named).as(stage.name()).isBetween(stage.life() * 0.5 - 0.1, stage.life() * 1.001 + 0.001);
        }
    }

    private static void pause(AtomicLong sum) throws InterruptedException {
        long began = System.nanoTime();
        Thread.sleep(PAUSE_MILLIS);
        sum.addAndGet(System.nanoTime() - began);
    }

    private static double seconds(AtomicLong nanos) {
        assertThat(nanos.get()).isPositive();
        return nanos.get() / 1e9;
    }

    /** No less than what was measured from within, and not much more, even if the machine has little time for this. */
    private static ThrowingConsumer<Double> isNearly(AtomicLong slept) {
        return seconds -> assertThat(seconds).isBetween(seconds(slept), 2 * seconds(slept) + 1);
    }

    private static void busiest(RunProfile run, StageProfile expected) {
        assertThat(run.stages()).filteredOn(stage -> stage != expected).allSatisfy(stage -> assertThat(stage.busy())
                .isLessThan(expected.busy()));
    }

    /** The ranges rows, a batch of a hundred and a pause at a time. */
    private record SlowSource(RangeSource source, AtomicLong slept) implements ReadableSource {
        @Override
        public Schema schema() {
            return source.schema();
        }

        @Override
        public String describe() {
            return "slow " + source.describe();
        }

        @Override
        public List<SourcePart> parts() {
            return source.parts();
        }

        @Override
        public PartLayout layout(SourcePart part) {
            return source.layout(part);
        }

        @Override
        public BatchReader open(SourcePart part, ReadRequest request) {
            BatchReader reader = source.open(
                    part,
                    new ReadRequest(
                            request.fromRow(),
                            request.toRow(),
                            request.columns(),
                            request.predicate(),
                            BATCH,
                            request.batchBytes(),
                            request.allocator()));
            return new BatchReader() {
                @Override
                public @Nullable RecordBatch next() throws IOException {
                    try {
                        pause(slept);
                        return reader.next();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }

                @Override
                public long position() {
                    return reader.position();
                }

                @Override
                public void close() throws IOException {
                    reader.close();
                }
            };
        }
    }

    /** The ranges rows, known at once, and a long search for more. */
    private record SlowListing(RangeSource source, AtomicLong slept) implements ReadableSource {
        @Override
        public Schema schema() {
            return source.schema();
        }

        @Override
        public String describe() {
            return "slowly listed " + source.describe();
        }

        @Override
        public List<SourcePart> parts() {
            return source.parts();
        }

        @Override
        public void parts(Predicate<SourcePart> found) throws IOException {
            parts().forEach(part -> assertThat(found.test(part)).isTrue());
            try {
                for (int i = 0; i < BATCHES; i++) {
                    pause(slept);
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public PartLayout layout(SourcePart part) {
            return source.layout(part);
        }

        @Override
        public BatchReader open(SourcePart part, ReadRequest request) {
            return source.open(part, request);
        }
    }

    /** The local disk, with a long pause before each piece of a file that is created. */
    private FileStore slowToWrite() {
        FileStore local = FileStores.standard();
        return (FileStore) Proxy.newProxyInstance(
                FileStore.class.getClassLoader(), new Class<?>[] {FileStore.class}, (proxy, method, args) -> {
                    try {
                        Object result = method.invoke(local, args);
                        boolean file = method.getName().equals("create")
                                && args[0].toString().endsWith(".parquet");
                        return file ? slow((OutputStream) result) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private OutputStream slow(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    for (int i = 0; i < BATCHES / 2; i++) {
                        pause(slept);
                    }
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                out.write(bytes, offset, length);
            }
        };
    }
}
