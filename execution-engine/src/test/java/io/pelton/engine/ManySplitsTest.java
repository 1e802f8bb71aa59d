// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.sink.ParquetSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ManySplitsTest {
    private static final int SPLITS = 40;
    private static final int SPLIT_ROWS = 1024;

    @TempDir
    Path folder;

    @Test
    void anEngineThatCutsSplitsAtOnceGivesEachTheRowsOfOneFileAndKeepsTheirOrder() {
        PeltonEngine engine = PeltonEngine.cuttingSplitsAfter(Duration.ofNanos(1));
        String output = folder.resolve("out").toString();

        JobResult result = engine.run(
                Dataset.range(SPLITS * SPLIT_ROWS)
                        .mapBatches(
                                context -> batch -> batch.slice(0, batch.rowCount()),
                                Compute.tasks(1).withBatchRows(SPLIT_ROWS))
                        .write(ParquetSink.to(output).withMinRowsPerFile(SPLIT_ROWS))
                        .plan(),
                JobOptions.defaults());

        assertThat(result.splits()).isEqualTo(SPLITS);
        assertThat(result.files()).hasSize(SPLITS);
        assertThat(TestEngines.longs(engine, output, "id"))
                .containsExactlyElementsOf(
                        LongStream.range(0, SPLITS * SPLIT_ROWS).boxed().toList());
    }
}
