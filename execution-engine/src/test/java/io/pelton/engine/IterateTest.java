// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static io.pelton.dataset.expr.Expressions.col;
import static io.pelton.dataset.expr.Expressions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IterateTest {
    record Doubled(long id, long twice) {}

    private static Dataset identity(Dataset rows, Compute compute) {
        return rows.mapBatches(context -> batch -> batch.slice(0, batch.rowCount()), compute);
    }

    private static List<Long> ids(Dataset rows) {
        List<Long> ids = new ArrayList<>();
        try (BatchStream stream = rows.iterate()) {
            for (RecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
                try (RecordBatch b = batch) {
                    BigIntVector id = (BigIntVector) b.column("id");
                    for (int i = 0; i < b.rowCount(); i++) {
                        ids.add(id.get(i));
                    }
                }
            }
        }
        return ids;
    }

    @Test
    void rowsComeInTheOrderOfTheInputWhateverTheStages() {
        Dataset rows = Dataset.range(20_000).filter(col("id").mod(lit(3)).eq(lit(0)));
        rows = identity(rows, Compute.actors(0, 2).withBatchRows(7));
        rows = identity(rows, Compute.tasks(2).withBatchRows(100));

        assertThat(ids(rows))
                .isEqualTo(LongStream.range(0, 20_000)
                        .filter(i -> i % 3 == 0)
                        .boxed()
                        .toList());
    }

    @Test
    void countingReadsNoColumns() {
        assertThat(Dataset.range(1_000_000).count()).isEqualTo(1_000_000);
        assertThat(Dataset.range(10).filter(col("id").gt(lit(3))).count()).isEqualTo(6);
    }

    @Test
    void takeStopsEarly() {
        assertThat(Dataset.range(1L << 40).take(3)).extracting(r -> r.get("id")).containsExactly(0L, 1L, 2L);
    }

    @Test
    void limitsBehindFiltersTakeTheFirstRowsInOrder() {
        Dataset rows = identity(
                Dataset.range(100_000).filter(col("id").mod(lit(2)).eq(lit(1))).limit(1_000),
                Compute.actors(1, 2).withBatchRows(64));

        assertThat(ids(rows))
                .isEqualTo(
                        LongStream.range(0, 1_000).map(i -> 2 * i + 1).boxed().toList());
    }

    @Test
    void unionsFollowOneAnother() {
        Dataset rows = identity(
                Dataset.range(5).union(Dataset.range(10, 15)), Compute.tasks(2).withBatchRows(2));

        assertThat(ids(rows)).containsExactly(0L, 1L, 2L, 3L, 4L, 10L, 11L, 12L, 13L, 14L);
    }

    @Test
    void rowFunctionsRun() {
        Dataset rows = Dataset.range(10_000)
                .map(Doubled.class, r -> new Doubled(r.getLong("id"), 2 * r.getLong("id")))
                .filter(r -> r.getLong("twice") % 4 == 0);

        assertThat(rows.count()).isEqualTo(5_000);
        assertThat(rows.take(2)).extracting(r -> r.get("twice")).containsExactly(0L, 4L);
    }

    @Test
    void aFunctionThatThrowsIsNamedWithItsRow() {
        Dataset rows = Dataset.range(10_000).map(Doubled.class, r -> {
            if (r.getLong("id") == 4321) {
                throw new IllegalStateException("no such thing");
            }
            return new Doubled(r.getLong("id"), 0);
        });

        assertThatThrownBy(rows::count)
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("no such thing")
                .hasMessageContaining("id=4321");
    }

    @Test
    void aConstructorThatThrowsIsNamed() {
        Dataset rows = Dataset.range(10)
                .mapBatches(
                        context -> {
                            throw new IllegalStateException("no model here");
                        },
                        Compute.actors(1, 2));

        assertThatThrownBy(rows::count).isInstanceOf(PeltonException.class).hasMessageContaining("no model here");
    }

    @Test
    void closingAStreamEarlyFreesWhatWasReadAhead() {
        for (int i = 0; i < 20; i++) {
            try (BatchStream stream =
                    identity(Dataset.range(1L << 40), Compute.tasks(2)).iterate()) {
                try (RecordBatch first = stream.next()) {
                    assertThat(java.util.Objects.requireNonNull(first).rowCount())
                            .isPositive();
                }
            }
        }
    }
}
