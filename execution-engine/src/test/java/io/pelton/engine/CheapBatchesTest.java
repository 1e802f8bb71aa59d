// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.Operator;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.engine.io.InMemoryFileStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Batches that take microseconds, which are handed to actors many at a time. */
@Timeout(60)
class CheapBatchesTest {
    private static final int ROWS = 60_000;
    private static final int BATCH_ROWS = 16;
    private static final int READ_ROWS = 4096;
    private static final int FILES = 4;
    /** Those of a vector on its memory: of its values, and of which are null. */
    private static final int OWN_HOLDS = 2;

    private static final int MOST_RUNS = 50;

    private final PeltonEngine engine = TestEngines.on(new InMemoryFileStore());
    private int runs;
    private final Set<Integer> sizes = ConcurrentHashMap.newKeySet();
    private final Set<Integer> told = ConcurrentHashMap.newKeySet();
    private final Set<Integer> holds = ConcurrentHashMap.newKeySet();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    /** Gives rows back, and notes how many it was given at a time. */
    private final class Noting implements Operator {
        private final boolean cuts;
        private final boolean light;
        private final boolean leavesInput;

        Noting(boolean cuts, boolean light, boolean leavesInput) {
            this.cuts = cuts;
            this.light = light;
            this.leavesInput = leavesInput;
        }

        @Override
        public String name() {
            return "noting";
        }

        @Override
        public Schema outputSchema(Schema input) {
            return input;
        }

        @Override
        public String fingerprint() {
            return "noting";
        }

        @Override
        public boolean cutsBatches() {
            return cuts;
        }

        @Override
        public boolean light() {
            return light;
        }

        @Override
        public boolean cpuBound() {
            return light;
        }

        @Override
        public boolean leavesInput() {
            return leavesInput;
        }

        @Override
        public BatchFunction open(OperatorContext context) {
            told.add(context.batchRows());
            return batch -> {
                sizes.add(batch.rowCount());
                if (batch.rowCount() >= READ_ROWS) {
                    holds.add(batch.column(0).getDataBuffer().refCnt());
                }
                threads.add(Thread.currentThread().getName());
                return batch.slice(0, batch.rowCount());
            };
        }
    }

    /** Runs until a batch was whole: on a busy machine the first rows seem to take long, and tasks stay small. */
    private void runUntilOneIsWhole(Noting operator) {
        for (int i = 0; i < MOST_RUNS && holds.isEmpty(); i++) {
            run(operator);
        }
    }

    private void run(Noting operator) {
        Dataset rows = Dataset.range(ROWS).infer(operator, Compute.actors(1, 2).withBatchRows(BATCH_ROWS));
        String output = "/out" + runs++;
        JobResult result = engine.run(rows.write(ParquetSink.to(output)).plan(), JobOptions.defaults());

        assertThat(result.rowsOut()).isEqualTo(ROWS);
        assertThat(result.files())
                .as("splits are not cut as if rows that take microseconds took long")
                .hasSizeLessThanOrEqualTo(FILES);
        assertThat(TestEngines.longs(engine, output, "id"))
                .isEqualTo(LongStream.range(0, ROWS).boxed().toList());
    }

    @Test
    void aFunctionIsNeverGivenMoreRowsThanABatch() {
        run(new Noting(false, false, false));

        assertThat(sizes).contains(BATCH_ROWS).allMatch(rows -> rows <= BATCH_ROWS);
    }

    @Test
    void aFunctionThatCutsBatchesItselfIsGivenManyInOneAndToldTheirSize() {
        run(new Noting(true, false, false));

        assertThat(sizes).anyMatch(rows -> rows >= 8 * BATCH_ROWS);
        assertThat(told).containsExactly(BATCH_ROWS);
    }

    @Test
    void aFunctionThatMayNotLeaveItsInputIsGivenAHoldOfItsOwn() {
        runUntilOneIsWhole(new Noting(true, false, false));

        assertThat(holds).isNotEmpty().allMatch(count -> count > OWN_HOLDS);
    }

    @Test
    void aFunctionThatLeavesItsInputIsGivenWholeBatchesThemselves() {
        runUntilOneIsWhole(new Noting(true, false, true));

        assertThat(holds).contains(OWN_HOLDS);
    }

    @Test
    void aLightFunctionIsGivenWhatAReaderHasJustRead() {
        run(new Noting(true, true, true));

        assertThat(threads).allMatch(name -> name.startsWith("pelton-stage-0"));
        assertThat(sizes).anyMatch(rows -> rows >= 8 * BATCH_ROWS);
        assertThat(told).containsExactly(BATCH_ROWS);
    }
}
