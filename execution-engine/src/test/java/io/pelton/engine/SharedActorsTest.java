// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static io.pelton.dataset.expr.Expressions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchFactory;
import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.BatchMap;
import io.pelton.dataset.Columns;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.engine.io.InMemoryFileStore;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operators that run one after the other in the same actors. */
@Timeout(60)
class SharedActorsTest {
    private static final int ROWS = 10_000;

    private final PeltonEngine engine = TestEngines.on(new InMemoryFileStore());

    /** Computes a column of another. */
    private static BatchFactory column(String from, String into, LongUnaryOperator function) {
        return context -> batch -> computed(batch, context, from, into, function);
    }

    private static RecordBatch computed(
            RecordBatch batch, OperatorContext context, String from, String into, LongUnaryOperator function) {
        BigIntVector source = (BigIntVector) batch.column(from);
        BigIntVector target = new BigIntVector(into, context.allocator());
        try {
            target.allocateNew(batch.rowCount());
            for (int row = 0; row < batch.rowCount(); row++) {
                target.set(row, function.applyAsLong(source.get(row)));
            }
            target.setValueCount(batch.rowCount());
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
        return batch.append(List.of(target));
    }

    private static BatchMap operator(String name, BatchFactory factory) {
        return BatchMap.of(factory).adding(Columns.int64(name)).named(name).batchRows(40);
    }

    private static Dataset applied(BatchMap first, BatchMap second) {
        return Dataset.range(ROWS).infer(first, Compute.tasks(8)).infer(second, Compute.actors(1, 8));
    }

    private JobResult write(Dataset dataset, String folder) {
        return engine.run(dataset.write(ParquetSink.to(folder)).plan(), JobOptions.defaults());
    }

    @Test
    void rowsAreTheSameWhetherActorsAreSharedOrNot() {
        BatchMap doubled = operator("twice", column("id", "twice", id -> 2 * id));
        BatchMap plus = operator("more", column("twice", "more", twice -> twice + 1));
        List<Long> expected =
                LongStream.range(0, ROWS).map(id -> 2 * id + 1).boxed().toList();

        JobResult apart = write(applied(doubled, plus), "/apart");
        JobResult shared = write(applied(doubled.onlyComputing(), plus.onlyComputing()), "/shared");

        assertThat(TestEngines.longs(engine, "/apart", "more")).isEqualTo(expected);
        assertThat(TestEngines.longs(engine, "/shared", "more")).isEqualTo(expected);
        assertThat(apart.stages()).extracting(stage -> stage.name()).contains("twice", "more");
        assertThat(shared.stages()).extracting(stage -> stage.name()).contains("twice + more");
        assertThat(shared.stages().get(1).rowsIn()).isEqualTo(ROWS);
    }

    @Test
    void aBatchGoesThroughAllOperatorsBeforeTheNextOneComes() {
        Map<Thread, Queue<String>> calls = new ConcurrentHashMap<>();
        Set<Integer> told = ConcurrentHashMap.newKeySet();
        BatchMap first = noting("first", calls, told).batchRows(16).onlyComputing();
        BatchMap second = noting("second", calls, told).batchRows(50).onlyComputing();

        write(applied(first, second), "/out");

        assertThat(told).containsExactly(16);
        assertThat(calls).isNotEmpty();
        calls.forEach((thread, noted) -> {
            String[] all = noted.toArray(new String[0]);
            for (int i = 0; i < all.length; i += 2) {
                assertThat(all[i]).startsWith("first ");
                assertThat(all[i + 1]).isEqualTo(all[i].replace("first", "second"));
            }
        });
    }

    private static BatchMap noting(String name, Map<Thread, Queue<String>> calls, Set<Integer> told) {
        return operator(name, context -> {
            told.add(context.batchRows());
            return batch -> {
                assertThat(batch.rowCount()).isLessThanOrEqualTo(context.batchRows());
                calls.computeIfAbsent(Thread.currentThread(), t -> new ConcurrentLinkedQueue<>())
                        .add(name + " " + batch.column("id").getObject(0) + ".." + batch.rowCount());
                return computed(batch, context, "id", name, id -> id);
            };
        });
    }

    @Test
    void aFailureNamesTheOperatorOfItsActorsAndTheRow() {
        BatchMap first = operator("first", column("id", "first", id -> id)).onlyComputing();
        BatchMap picky = operator("picky", column("first", "picky", id -> {
                    if (id == 4_321) {
                        throw new IllegalStateException("no such customer");
                    }
                    return id;
                }))
                .onlyComputing();

        assertThatThrownBy(() -> write(applied(first, picky), "/late"))
                .hasMessageMatching("Cannot run stage 1 'first \\+ picky' \\(apply picky\\) on a row of the split of"
                        + " range 0\\.\\.10000 from row \\d+ \\{id=4321}: expected a result but found"
                        + " java\\.lang\\.IllegalStateException: no such customer\\. Mend the function, or filter such"
                        + " rows out first\\.");
        assertThatThrownBy(() -> write(
                        Dataset.range(ROWS)
                                .withColumn("first", col("id"))
                                .infer(picky, Compute.tasks(8))
                                .infer(first, Compute.tasks(8)),
                        "/early"))
                .hasMessageStartingWith("Cannot run stage 1 'picky + first' (apply picky) on a row of");
    }

    @Test
    void anOperatorThatCannotBeOpenedIsNamedAndTheOthersAreClosed() {
        Set<String> closed = ConcurrentHashMap.newKeySet();
        BatchMap first = operator("first", context -> new BatchFunction() {
            @Override
            public RecordBatch apply(RecordBatch input) {
                return input;
            }

            @Override
            public void close() {
                closed.add("first");
            }
        });
        BatchMap second = operator("second", context -> {
            throw new IllegalArgumentException("no weights");
        });

        assertThatThrownBy(() -> write(applied(first.onlyComputing(), second.onlyComputing()), "/out"))
                .hasMessage("Cannot start stage 1 'first + second' (apply second): expected a function but found"
                        + " java.lang.IllegalArgumentException: no weights. Mend what opens it, such as its"
                        + " constructor, or give it what it needs.");
        assertThat(closed).containsExactly("first");
    }
}
