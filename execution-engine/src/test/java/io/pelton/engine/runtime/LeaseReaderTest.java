// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.Dataset;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.PartLayout;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.commit.RowRange;
import io.pelton.engine.events.StagePlace;
import io.pelton.engine.plan.Planner;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.ReadChunk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LeaseReaderTest {
    private final BufferAllocator allocator = new RootAllocator();
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Long> given = new ArrayList<>();

    record Row(long id) {}

    @AfterEach
    void everythingIsFreed() {
        allocator.close();
    }

    /** Reads 60 rows, 10 in a chunk, going on after whatever is thrown. */
    private int readAll(ReadableSource source, LogicalPlan plan) throws Exception {
        Stage leaf = Planner.plan(plan, 1).graph().stages().get(0);
        InputCatalog catalog = new InputCatalog(List.of(leaf), scan -> source);
        catalog.listAll(() -> true);
        int thrown = 0;
        LeaseReader reader = new LeaseReader(
                new StagePlace("run", 0), catalog, List.of(new RowRange(0, 0, 60, true)), allocator, 20, 1 << 20);
        try (Steps steps = Steps.open(leaf, this::context, Duration.ofMillis(1))) {
            for (boolean ended = false; !ended; ) {
                try {
                    for (ReadChunk<RecordBatch> chunk : reader.step(steps, 60, 10, 4)) {
                        take(chunk);
                        ended = chunk.range() == 1;
                    }
                } catch (AssertionError e) {
                    assertThat(thrown++).as("failures").isLessThan(5);
                }
            }
        } finally {
            if (reader.giveUp()) {
                reader.putAway();
            }
        }
        return thrown;
    }

    private ActorContext context(Schema schema, int batchRows) {
        return new ActorContext(
                schema, batchRows, allocator, 1, 1, Path.of("cache"), new JobCounters(), new SharedResources());
    }

    private void take(ReadChunk<RecordBatch> chunk) {
        try (RecordBatch batch = chunk.batch()) {
            for (int i = 0; batch != null && i < batch.rowCount(); i++) {
                given.add(((BigIntVector) batch.column("id")).get(i));
            }
        }
    }

    private static ReadableSource sourceOf(Dataset rows) {
        LogicalPlan plan = rows.plan();
        while (!(plan instanceof Scan)) {
            plan = plan.inputs().get(0);
        }
        return (ReadableSource) ((Scan) plan).source();
    }

    @Test
    void rowsBeforeAnErrorAreGivenAndThoseFromItOnAreTriedAgain() throws Exception {
        Dataset rows = Dataset.range(60).map(Row.class, r -> {
            if (r.getLong("id") == 25 && calls.incrementAndGet() == 1) {
                throw new AssertionError("once");
            }
            return new Row(r.getLong("id"));
        });

        int thrown = readAll(sourceOf(rows), rows.plan());

        assertThat(thrown).isEqualTo(1);
        assertThat(given).isEqualTo(LongStream.range(0, 60).boxed().toList());
    }

    @Test
    void aReaderThatDiedOfAnErrorIsOpenedAnewWhereItsLastBatchEnded() throws Exception {
        Dataset rows = Dataset.range(60);
        ReadableSource source = new Changed(sourceOf(rows), reader -> new Faulty(reader, true));

        int thrown = readAll(source, rows.plan());

        assertThat(thrown).isEqualTo(1);
        assertThat(given).isEqualTo(LongStream.range(0, 60).boxed().toList());
    }

    @Test
    void aReaderThatLeavesOutRowsWithoutBeingAskedIsRefused() {
        Dataset rows = Dataset.range(60);

        assertThatThrownBy(() -> readAll(new Changed(sourceOf(rows), reader -> new Faulty(reader, false)), rows.plan()))
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("expected 40 rows from row 0 but found 20 rows");
    }

    @Test
    @Timeout(30)
    void aReaderInWhichAStepHangsIsClosedWhenThatComesBack() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicBoolean closed = new AtomicBoolean();
        Dataset rows = Dataset.range(60);
        ReadableSource numbers = sourceOf(rows);
        ReadableSource hanging = new Changed(numbers, reader -> new Reader(reader) {
            @Override
            public @Nullable RecordBatch next() throws IOException {
                reached.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                assertThat(closed).as("closed under a step").isFalse();
                return super.next();
            }

            @Override
            public void close() throws IOException {
                closed.set(true);
                super.close();
            }
        });
        Stage leaf = Planner.plan(rows.plan(), 1).graph().stages().get(0);
        InputCatalog catalog = new InputCatalog(List.of(leaf), scan -> hanging);
        catalog.listAll(() -> true);
        LeaseReader reader = new LeaseReader(
                new StagePlace("run", 0), catalog, List.of(new RowRange(0, 0, 60, true)), allocator, 20, 1 << 20);
        try (Steps steps = Steps.open(leaf, this::context, Duration.ofMillis(1))) {
            CompletableFuture<List<ReadChunk<RecordBatch>>> step = CompletableFuture.supplyAsync(() -> {
                try {
                    return reader.step(steps, 10, 10, 1);
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
            reached.await();

            assertThat(reader.giveUp()).isFalse();

            assertThat(closed).isFalse();
            released.countDown();
            step.get().forEach(this::take);
            assertThat(closed).isTrue();
            assertThatThrownBy(() -> reader.step(steps, 10, 10, 1)).isInstanceOf(CancellationException.class);
        }
        assertThat(given).hasSize(10);
    }

    /** Hands on to another reader. */
    static class Reader implements BatchReader {
        private final BatchReader reader;

        Reader(BatchReader reader) {
            this.reader = reader;
        }

        @Override
        public @Nullable RecordBatch next() throws IOException {
            return reader.next();
        }

        @Override
        public long position() {
            return reader.position();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    /** Loses its second batch: dies over it, once, or passes over it. */
    private final class Faulty extends Reader {
        private final boolean dies;

        Faulty(BatchReader reader, boolean dies) {
            super(reader);
            this.dies = dies;
        }

        @Override
        public @Nullable RecordBatch next() throws IOException {
            RecordBatch batch = super.next();
            if (calls.incrementAndGet() == (dies ? 2 : 1)) {
                if (dies) {
                    java.util.Objects.requireNonNull(batch).close();
                    throw new AssertionError("once");
                }
                java.util.Objects.requireNonNull(super.next()).close();
            }
            return batch;
        }
    }

    /** A source whose readers are changed. */
    private record Changed(ReadableSource source, UnaryOperator<BatchReader> change) implements ReadableSource {
        @Override
        public String describe() {
            return source.describe();
        }

        @Override
        public Schema schema() {
            return source.schema();
        }

        @Override
        public List<SourcePart> parts() throws IOException {
            return source.parts();
        }

        @Override
        public PartLayout layout(SourcePart part) throws IOException {
            return source.layout(part);
        }

        @Override
        public BatchReader open(SourcePart part, ReadRequest request) throws IOException {
            return change.apply(source.open(part, request));
        }
    }
}
