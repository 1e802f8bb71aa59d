// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.plan.Write;
import io.pelton.engine.io.FaultyFileStore;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FaultyFileStore.Probe;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.InMemoryFileStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole jobs on stores that die: every operation, before and after it. */
@Timeout(120)
class JobCrashTest {
    private static final long ROWS = 1_500;
    private static final List<Long> IDS = LongStream.range(0, ROWS).boxed().toList();

    private static Write job() {
        return Dataset.range(ROWS)
                .mapBatches(
                        context -> batch -> batch.slice(0, batch.rowCount()),
                        Compute.tasks(1).withBatchRows(50))
                .writeParquet("/out/ids")
                .plan();
    }

    private static JobResult run(FileStore store) {
        return TestEngines.on(store).run(job(), JobOptions.defaults());
    }

    private static long operations(Manners manners) {
        AtomicLong last = new AtomicLong();
        run(new FaultyFileStore(new InMemoryFileStore(), manners, (n, done, what) -> last.set(n)));
        return last.get();
    }

    @ParameterizedTest
    @EnumSource(Manners.class)
    void everyRowIsWrittenOnceInOrderWhereverTheProcessDies(Manners manners) {
        long operations = operations(manners);
        int died = 0;
        for (long n = 1; n <= operations; n++) {
            for (boolean done : new boolean[] {false, true}) {
                InMemoryFileStore disk = new InMemoryFileStore();
                try {
                    run(new FaultyFileStore(disk, manners, Probe.crashAt(n, done)));
                } catch (Throwable crash) {
                    died++;
                }

                JobResult result = run(disk);

                assertThat(TestEngines.longs(TestEngines.on(disk), "/out/ids", "id"))
                        .as("ids after a crash %s operation %d of %d", done ? "after" : "before", n, operations)
                        .isEqualTo(IDS);
                assertThat(result.rowsIn() + result.rowsBefore()).isEqualTo(ROWS);
            }
        }
        assertThat(died).as("runs that died").isGreaterThan((int) operations);
    }

    @Test
    void committedSplitsAreNotReadAgain() {
        InMemoryFileStore disk = new InMemoryFileStore();
        AtomicLong renames = new AtomicLong();
        assertThatThrownBy(() -> run(new FaultyFileStore(disk, Manners.LOCAL, (n, done, what) -> {
            if (what.startsWith("rename") && renames.incrementAndGet() == 1) {
                throw new java.nio.file.AccessDeniedException("no publishing today");
            }
        })));

        JobResult second = run(disk);

        assertThat(second.rowsBefore()).isEqualTo(ROWS);
        assertThat(second.rowsIn()).isZero();
        assertThat(second.splits()).isZero();
        assertThat(TestEngines.longs(TestEngines.on(disk), "/out/ids", "id")).isEqualTo(IDS);
    }
}
