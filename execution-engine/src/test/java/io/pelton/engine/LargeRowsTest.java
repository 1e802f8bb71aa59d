// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

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

/** Rows that are large when they come in and small when they leave. */
@Timeout(60)
class LargeRowsTest {
    private static final int ROWS = 2_000;
    private static final int ROW_BYTES = 1 << 16;
    private static final long BUDGET = 32L << 20;

    private final PeltonEngine engine = TestEngines.on(new InMemoryFileStore());
    private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());

    private record Photo(long id, byte[] pixels) {}

    private record Label(long id) {}

    @Test
    void tasksAreSoSmallThatAllActorsHaveRowsWithinTheBudget() {
        int actors = 2;
        Dataset labels = Dataset.range(ROWS)
                .map(Photo.class, row -> new Photo(row.getLong("id"), new byte[ROW_BYTES]))
                .mapBatches(
                        context -> batch -> {
                            sizes.add(batch.rowCount());
                            return batch.slice(0, batch.rowCount());
                        },
                        Compute.actors(actors, actors))
                .map(Label.class, row -> new Label(row.getLong("id")));

        int rows = 0;
        try (BatchStream stream = engine.iterate(
                labels.plan(), JobOptions.defaults().withCpus(actors).withMemoryBytes(BUDGET))) {
            for (RecordBatch next = stream.next(); next != null; next = stream.next()) {
                rows += next.rowCount();
                next.close();
            }
        }

        assertThat(rows).isEqualTo(ROWS);
        long most = BUDGET / ROW_BYTES / 2 / actors;
        assertThat(sizes).allMatch(size -> size <= most / 2, "two tasks for each actor in half of the budget");
    }
}
