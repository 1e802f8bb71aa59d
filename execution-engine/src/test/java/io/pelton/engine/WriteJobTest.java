// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static io.pelton.dataset.expr.Expressions.col;
import static io.pelton.dataset.expr.Expressions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.JobHandle;
import io.pelton.dataset.JobListener;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobProgress;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.engine.io.InMemoryFileStore;
import io.pelton.engine.runtime.MachineLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that write, on a disk in memory. */
@Timeout(120)
class WriteJobTest {
    private final InMemoryFileStore disk = new InMemoryFileStore();
    private final PeltonEngine engine = TestEngines.on(disk);

    private static Dataset slowly(Dataset rows, int batchRows, AtomicInteger batches) {
        return rows.mapBatches(
                context -> batch -> {
                    batches.incrementAndGet();
                    Thread.sleep(2);
                    return batch.slice(0, batch.rowCount());
                },
                Compute.actors(0, 2).withBatchRows(batchRows));
    }

    private static List<Long> ids(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private JobResult run(Dataset rows, ParquetSink sink) {
        return engine.run(rows.write(sink).plan(), JobOptions.defaults());
    }

    private Dataset written(String folder) {
        ParquetSource source = new ParquetSource(List.of(folder));
        return Dataset.of(Scan.of(source, engine.schemaOf(source)));
    }

    @Test
    void filesHoldTheRowsInTheOrderOfTheInputAndTheirNamesSortThatWay() {
        JobResult result = run(
                slowly(Dataset.range(3_000).union(Dataset.range(3_000, 5_000)), 100, new AtomicInteger()),
                ParquetSink.to("/out"));

        assertThat(TestEngines.longs(engine, "/out", "id")).isEqualTo(ids(0, 5_000));
        assertThat(result.files()).isSorted().hasSizeGreaterThan(1);
        assertThat(result.rowsIn()).isEqualTo(5_000);
        assertThat(result.rowsOut()).isEqualTo(5_000);
    }

    @Test
    void filesHaveNoMoreRowsThanAskedFor() {
        JobResult result = run(Dataset.range(10_000), ParquetSink.to("/out").withMaxRowsPerFile(999));

        assertThat(result.files()).hasSizeGreaterThanOrEqualTo(11);
        assertThat(TestEngines.longs(engine, "/out", "id")).isEqualTo(ids(0, 10_000));
        for (String file : result.files()) {
            assertThat(TestEngines.longs(engine, file, "id")).hasSizeLessThanOrEqualTo(999);
        }
    }

    @Test
    void filesHaveAtLeastTheRowsAskedForButTheLastOfEachPart() {
        JobResult result = run(
                slowly(Dataset.range(8_000), 50, new AtomicInteger()),
                ParquetSink.to("/out").withMinRowsPerFile(3_000));

        assertThat(result.files()).hasSizeLessThanOrEqualTo(3);
        assertThat(TestEngines.longs(engine, "/out", "id")).isEqualTo(ids(0, 8_000));
    }

    @Test
    void aFinishedJobIsNotDoneAgain() {
        AtomicInteger batches = new AtomicInteger();
        Dataset rows = slowly(Dataset.range(1_000), 100, batches);
        JobResult first = run(rows, ParquetSink.to("/out"));
        int before = batches.get();

        JobResult second = run(rows, ParquetSink.to("/out"));

        assertThat(batches).hasValue(before);
        assertThat(second.rowsIn()).isZero();
        assertThat(second.rowsBefore()).isEqualTo(1_000);
        assertThat(second.files()).isEqualTo(first.files());
    }

    @Test
    void anotherPlanIsRefusedAndNothingChanges() {
        run(Dataset.range(100), ParquetSink.to("/out"));

        assertThatThrownBy(() -> run(Dataset.range(100).filter(col("id").gt(lit(5))), ParquetSink.to("/out")))
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("/out")
                .hasMessageContaining("overwrite");
        assertThat(TestEngines.longs(engine, "/out", "id")).isEqualTo(ids(0, 100));
    }

    @Test
    void aMendedJobTakesThePlaceOfOneThatCommittedNothing() {
        Dataset broken = Dataset.range(100).filter("broken", row -> {
            throw new IllegalStateException("not yet");
        });
        assertThatThrownBy(() -> run(broken, ParquetSink.to("/out"))).hasMessageContaining("not yet");

        run(Dataset.range(100).filter("mended", row -> row.getLong("id") < 50), ParquetSink.to("/out"));

        assertThat(TestEngines.longs(engine, "/out", "id")).isEqualTo(ids(0, 50));
    }

    @Test
    void anotherPlanMayOverwrite() {
        run(Dataset.range(100), ParquetSink.to("/out"));

        engine.run(
                Dataset.range(50, 60).write(ParquetSink.to("/out")).plan(),
                JobOptions.defaults().withExisting(JobOptions.Existing.OVERWRITE));

        assertThat(TestEngines.longs(engine, "/out", "id")).isEqualTo(ids(50, 60));
    }

    @Test
    void aLimitBehindAFilterWritesTheFirstRows() {
        run(
                slowly(
                        Dataset.range(100_000)
                                .filter(col("id").mod(lit(2)).eq(lit(0)))
                                .limit(700),
                        64,
                        new AtomicInteger()),
                ParquetSink.to("/out"));

        assertThat(TestEngines.longs(engine, "/out", "id"))
                .isEqualTo(LongStream.range(0, 700).map(i -> 2 * i).boxed().toList());
    }

    @Test
    void noRowsGiveAnOutputWithoutFiles() {
        JobResult result = run(Dataset.range(1_000).filter(col("id").lt(lit(0))), ParquetSink.to("/out"));

        assertThat(result.rowsIn()).isEqualTo(1_000);
        assertThat(result.rowsOut()).isZero();
        assertThat(result.files()).isEmpty();
    }

    @Test
    void writtenFilesAreReadBackWithTheirPredicates() {
        run(Dataset.range(20_000).withColumn("twice", col("id").times(lit(2))), ParquetSink.to("/out"));

        Dataset few = written("/out").filter(col("twice").ge(lit(39_990)));
        JobResult result = run(few, ParquetSink.to("/few"));

        assertThat(result.rowsOut()).isEqualTo(5);
        assertThat(TestEngines.longs(engine, "/few", "id")).isEqualTo(ids(19_995, 20_000));
    }

    @Test
    void aJobThatIsStoppedKeepsWhatIsDoneAndGoesOn() {
        AtomicBoolean stop = new AtomicBoolean();
        JobListener stopper = new JobListener() {
            @Override
            public void progress(JobHandle job, JobProgress progress) {
                if (progress.splitsDone() > 0 && stop.compareAndSet(false, true)) {
                    job.stop();
                }
            }
        };
        PeltonEngine stopped = new PeltonEngine(
                disk,
                new MachineLimits(2, 1L << 30, Path.of(System.getProperty("java.io.tmpdir"))),
                () -> List.of(stopper),
                () -> UUID.randomUUID().toString());
        Dataset rows = slowly(Dataset.range(240_000), 50, new AtomicInteger());

        assertThatThrownBy(() -> stopped.run(rows.write(ParquetSink.to("/out")).plan(), JobOptions.defaults()))
                .isInstanceOfSatisfying(
                        PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TRANSIENT));
        JobResult second = run(rows, ParquetSink.to("/out"));

        assertThat(second.rowsBefore()).isPositive();
        assertThat(second.rowsBefore() + second.rowsIn()).isEqualTo(240_000);
        assertThat(TestEngines.longs(engine, "/out", "id")).isEqualTo(ids(0, 240_000));
    }

    @Test
    void aListenerThatRefusesKeepsTheJobFromStarting() {
        JobListener refusing = new JobListener() {
            @Override
            public void started(JobHandle job) {
                throw new IllegalStateException("only looking: " + job.describe());
            }
        };
        PeltonEngine looking = new PeltonEngine(
                disk,
                new MachineLimits(2, 1L << 30, Path.of(System.getProperty("java.io.tmpdir"))),
                () -> List.of(refusing),
                () -> UUID.randomUUID().toString());

        assertThatThrownBy(() -> looking.run(
                        Dataset.range(5).write(ParquetSink.to("/none")).plan(), JobOptions.defaults()))
                .hasMessageContaining("only looking");
        assertThatThrownBy(() -> engine.schemaOf(new ParquetSource(List.of("/none"))))
                .isInstanceOf(PeltonException.class);
    }
}
