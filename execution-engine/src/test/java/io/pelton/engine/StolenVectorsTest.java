// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.BatchMap;
import io.pelton.dataset.Columns;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.Operator;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.RetryableException;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.engine.io.InMemoryFileStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Functions that close what they borrow, after a step that hands its input's vectors on. */
@Timeout(60)
class StolenVectorsTest {
    private static final int ROWS = 1_000;
    private static final long BAD_ROW = 777;

    private final PeltonEngine engine = TestEngines.on(new InMemoryFileStore());

    /** Adds a column, and shares the others with its input. */
    private static final class Adding implements Operator {
        @Override
        public String name() {
            return "adding";
        }

        @Override
        public Schema outputSchema(Schema input) {
            return Columns.schema(Columns.int64("id"), Columns.int64("added"));
        }

        @Override
        public Output output() {
            return Output.KEEPS_INPUT;
        }

        @Override
        public String fingerprint() {
            return "adding";
        }

        @Override
        public boolean cpuBound() {
            return true;
        }

        @Override
        public boolean leavesInput() {
            return true;
        }

        @Override
        public BatchFunction open(OperatorContext context) {
            return batch -> batch.append(List.of(column("added", context.allocator(), batch.rowCount())));
        }
    }

    private static BigIntVector column(String name, BufferAllocator allocator, int rows) {
        BigIntVector column = new BigIntVector(Columns.int64(name), allocator);
        column.allocateNew(rows);
        for (int i = 0; i < rows; i++) {
            column.set(i, i);
        }
        column.setValueCount(rows);
        return column;
    }

    private List<Long> idsAfter(BatchMap map) {
        Compute pool = Compute.actors(1, 2);
        Dataset rows = Dataset.range(ROWS)
                .infer(new Adding(), pool)
                .infer(map.onlyComputing(), pool)
                .select("id");
        assertThat(rows.explain()).as("both run in one stage").contains("shared by 2 operators that only compute");
        engine.run(rows.write(ParquetSink.to("/out")).plan(), JobOptions.defaults());
        return TestEngines.longs(engine, "/out", "id");
    }

    @Test
    void rowsAreStillThereForAnotherAttempt() {
        AtomicBoolean hasFailed = new AtomicBoolean();

        List<Long> ids = idsAfter(BatchMap.of(context -> batch -> {
            if (hasFailed.compareAndSet(false, true)) {
                batch.columns().forEach(FieldVector::close);
                throw new RetryableException("Cannot reach the service.");
            }
            return batch;
        }));

        assertThat(hasFailed).isTrue();
        assertThat(ids).isEqualTo(LongStream.range(0, ROWS).boxed().toList());
    }

    @Test
    void theRowThatFailsIsStillFound() {
        assertThatThrownBy(() -> idsAfter(BatchMap.of(context -> batch -> {
                            BigIntVector ids = (BigIntVector) batch.column("id");
                            for (int i = 0; i < batch.rowCount(); i++) {
                                if (ids.get(i) == BAD_ROW) {
                                    ids.close();
                                    throw new IllegalArgumentException("no such id");
                                }
                            }
                            return batch;
                        })
                        .named("looking up")))
                .hasMessageContaining("looking up")
                .hasMessageContaining("no such id")
                .hasMessageContaining("{id=" + BAD_ROW + "}");
    }

    @Test
    void whoeverGivesBackRowsThatItHasClosedIsTold() {
        assertThatThrownBy(() -> idsAfter(BatchMap.of(context -> batch -> {
                            batch.column("id").close();
                            return batch;
                        })
                        .named("closing")))
                .hasMessageContaining("Cannot run 'closing': expected its result and its input left alone")
                .hasMessageContaining("but found column 'id' with 0 of ");
    }

    @Test
    void whoeverGivesColumnsThatItHasClosedIsTold() {
        assertThatThrownBy(() -> idsAfter(BatchMap.of(context -> batch -> {
                            RecordBatch result =
                                    batch.append(List.of(column("more", context.allocator(), batch.rowCount())));
                            batch.column("id").close();
                            return result;
                        })
                        .adding(Columns.int64("more"))
                        .named("closing")))
                .hasMessageContaining("Cannot run 'closing': expected its result and its input left alone")
                .hasMessageContaining("but found column 'id' with 0 of ");
    }
}
