// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.plan.Write;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.engine.io.FaultyFileStore;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FaultyFileStore.Probe;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.HadoopFileStore;
import io.pelton.engine.io.S3Server;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole jobs from and to an object store, which dies now and then. */
@Timeout(120)
class S3JobTest {
    private static final long ROWS = 600;
    private static final String FOLDER = "s3a://" + S3Server.BUCKET + "/jobs";

    private static Write job(PeltonEngine engine, String output) {
        ParquetSource source = new ParquetSource(List.of(FOLDER + "/in/*.parquet"));
        return Dataset.of(Scan.of(source, engine.schemaOf(source)))
                .mapBatches(
                        context -> batch -> batch.slice(0, batch.rowCount()),
                        Compute.tasks(1).withBatchRows(100))
                .write(ParquetSink.to(output))
                .plan();
    }

    @Test
    void everyRowIsWrittenOnceInOrderWhereverTheProcessDies() throws Exception {
        try (S3Server server = new S3Server();
                HadoopFileStore store = server.store()) {
            PeltonEngine engine = TestEngines.on(store);
            engine.run(
                    Dataset.range(ROWS)
                            .write(ParquetSink.to(FOLDER + "/in").withMaxRowsPerFile(200))
                            .plan(),
                    JobOptions.defaults());
            AtomicLong operations = new AtomicLong();
            run(new FaultyFileStore(store, Manners.OBJECTS, (n, done, what) -> operations.set(n)), "/whole");

            for (long n = 1; n <= operations.get(); n += 4) {
                String output = "/died-" + n;
                try {
                    run(new FaultyFileStore(store, Manners.OBJECTS, Probe.crashAt(n, n % 8 == 1)), output);
                } catch (Throwable crash) {
                    assertThat(crash).as("what ends a run").isInstanceOfAny(RuntimeException.class, Error.class);
                }
                JobResult result = run(store, output);

                assertThat(TestEngines.longs(engine, FOLDER + output, "id"))
                        .as("ids after a crash at operation %d", n)
                        .isEqualTo(LongStream.range(0, ROWS).boxed().toList());
                assertThat(result.rowsIn() + result.rowsBefore()).isEqualTo(ROWS);
            }
        }
    }

    private static JobResult run(FileStore store, String output) {
        PeltonEngine engine = TestEngines.on(store);
        return engine.run(job(engine, FOLDER + output), JobOptions.defaults());
    }
}
