// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.RecordBatch;
import io.pelton.engine.io.InMemoryFileStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a stage begins, and how it ends when nobody wants its rows any more. */
@Timeout(60)
class FirstRowsTest {
    private static final int ROWS = 20_000;

    private final PeltonEngine engine = TestEngines.on(new InMemoryFileStore());
    private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());

    private BatchStream rows(Compute compute, long millis) {
        Dataset all = Dataset.range(ROWS)
                .mapBatches(
                        context -> batch -> {
                            sizes.add(batch.rowCount());
                            Thread.sleep(millis);
                            return batch.slice(0, batch.rowCount());
                        },
                        compute);
        return engine.iterate(all.plan(), JobOptions.defaults());
    }

    private static int take(BatchStream stream) {
        try (RecordBatch batch = requireNonNull(stream.next(), "a batch")) {
            return batch.rowCount();
        }
    }

    @Test
    void theFirstRowsFlowOnAtOnceAndBatchesGrow() {
        try (BatchStream stream = rows(Compute.tasks(1), 0)) {
            assertThat(take(stream)).isEqualTo(2);
            for (int left = ROWS - 2; left > 0; ) {
                left -= take(stream);
            }
        }

        assertThat(sizes.get(0)).isEqualTo(2);
        assertThat(sizes).anyMatch(size -> size >= 512);
        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(ROWS);
    }

    @Test
    void aSizeThatWasAskedForIsKeptFromTheFirstBatchOn() {
        try (BatchStream stream = rows(Compute.tasks(1).withBatchRows(100), 0)) {
            assertThat(take(stream)).isGreaterThanOrEqualTo(100);
        }

        assertThat(sizes.get(0)).isEqualTo(100);
    }

    @Test
    void tasksThatWaitForTheirActorAreDroppedWhenTheStreamIsClosed() {
        int inFlight = 40;
        try (BatchStream stream = rows(Compute.tasks(1).withBatchRows(10).withInFlight(inFlight), 100)) {
            take(stream);
        }

        assertThat(sizes).hasSizeLessThan(inFlight / 2);
    }
}
