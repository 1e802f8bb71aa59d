// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import static io.pelton.dataset.expr.Expressions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.BatchMap;
import io.pelton.dataset.Columns;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.Operator;
import io.pelton.dataset.OperatorContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class SharedPoolTest {
    private static final Compute ALL = Compute.tasks(8);

    /** A record of user code. */
    public record Word(long word) {}

    /** An operator that adds a column of its name. */
    private static BatchMap waiting(String name) {
        return BatchMap.of(context -> batch -> batch.slice(0, batch.rowCount()))
                .adding(Columns.int64(name))
                .named(name);
    }

    private static BatchMap computing(String name) {
        return waiting(name).onlyComputing();
    }

    private static Dataset rows() {
        return Dataset.range(100);
    }

    /** The stages of a plan on two cores, with the rows of their batches. */
    private static List<String> stages(Dataset dataset) {
        return Planner.plan(dataset.plan(), 2).graph().stages().stream()
                .map(stage -> stage.name() + " " + stage.batchRows())
                .toList();
    }

    private static List<String> stages(BatchMap first, Compute one, BatchMap second, Compute other) {
        List<String> stages = stages(rows().infer(first, one).infer(second, other));
        return stages.subList(1, stages.size());
    }

    @Test
    void operatorsThatOnlyComputeRunInTheSameActors() {
        Dataset scored = rows().infer(computing("a"), Compute.tasks(8))
                .withColumn("twice", col("a").times(2))
                .infer(computing("b"), Compute.actors(1, 4))
                .infer(computing("c").batchRows(50), Compute.actors(0, 16))
                .filter(col("c").gt(1))
                .select("id", "twice", "c");

        assertThat(Planner.explain(Planner.plan(scored.plan(), 2))).endsWith("""
                        Physical plan: 2 stages on 2 cores

                          stage 1: a + b + c
                          │  pool     actors(1..4), at most 2 here, shared by 3 operators that only compute
                          │  steps    apply a
                          │           project id, a, a * 2 as twice
                          │           apply b
                          │           apply c
                          │           filter c > 1
                          │           project id, twice, c
                          │  gives    id int64, twice int64, c int64
                          └─ exchange, in order, batches of up to 50 rows
                             stage 0: read range 0..100
                                pool     tasks(2)
                                columns  id
                                batches  of up to 4050 rows
                                gives    id int64
                        """);
    }

    @Test
    void anOperatorThatMayWaitHasAPoolToItself() {
        assertThat(stages(waiting("a"), ALL, computing("b"), ALL)).containsExactly("a 1024", "b 1024");
        assertThat(stages(computing("a"), ALL, waiting("b"), ALL)).containsExactly("a 1024", "b 1024");
    }

    @Test
    void anOperatorThatMayNotHaveAnActorOnEveryCoreHoldsUpNoOther() {
        for (Compute few : List.of(
                Compute.actors(1, 1),
                ALL.withCpus(2),
                ALL.withCpus(0.5),
                ALL.withMemoryBytes(1),
                ALL.withInFlight(3))) {
            assertThat(stages(computing("a"), few, computing("b"), ALL))
                    .as("%s first", few)
                    .containsExactly("a 1024", "b 1024");
            assertThat(stages(computing("a"), ALL, computing("b"), few))
                    .as("%s second", few)
                    .containsExactly("a 1024", "b 1024");
        }
        assertThat(stages(computing("a"), Compute.tasks(2), computing("b"), Compute.actors(2, 2)))
                .containsExactly("a + b 1024");
    }

    @Test
    void aSharedBatchHasTheFewestRowsThatAnyWouldLikeIfTheOthersWouldLikeNotMuchMore() {
        assertThat(stages(computing("a").batchRows(8), ALL, computing("b"), ALL))
                .containsExactly("a + b 8");
        assertThat(stages(computing("a"), ALL, computing("b").batchRows(8), ALL))
                .containsExactly("a + b 8");
        assertThat(stages(computing("a").batchRows(8), ALL, computing("b").batchRows(32), ALL))
                .containsExactly("a + b 8");
        assertThat(stages(computing("a").batchRows(33), ALL, computing("b").batchRows(8), ALL))
                .containsExactly("a 33", "b 8");
        assertThat(stages(rows().infer(computing("a").batchRows(8), ALL)
                        .infer(computing("b").batchRows(20), ALL)
                        .infer(computing("c").batchRows(33), ALL)))
                .containsExactly("read range 0..100 4096", "a + b 8", "c 33");
    }

    @Test
    void batchesOfAnAskedSizeAreSharedOnlyIfAllAskForIt() {
        Compute hundred = ALL.withBatchRows(100);

        assertThat(stages(computing("a"), hundred, computing("b").batchRows(4), hundred))
                .containsExactly("a + b 100");
        assertThat(stages(computing("a"), hundred, computing("b"), ALL)).containsExactly("a 100", "b 1024");
        assertThat(stages(computing("a"), ALL, computing("b"), hundred)).containsExactly("a 1024", "b 100");
    }

    @Test
    void whatChangesTheNumberOfRowsBetweenOperatorsKeepsThemApart() {
        Dataset one = rows().infer(computing("a"), ALL);

        assertThat(stages(one.filter(col("a").gt(1)).infer(computing("b"), ALL)))
                .containsExactly("read range 0..100 4096", "a 1024", "b 1024");
        assertThat(stages(one.flatMap("words", Word.class, row -> List.of()).infer(computing("b"), ALL)))
                .containsExactly("read range 0..100 4096", "a 1024", "b 1024");
        assertThat(stages(one.filter("odd", row -> true).limit(5).infer(computing("b"), ALL)))
                .containsExactly("read range 0..100 4096", "a 1024", "b 1024");
        assertThat(stages(one.union(one).infer(computing("b"), ALL)))
                .containsExactly("read range 0..100 4096", "a 1024", "read range 0..100 4096", "a 1024", "b 1024");
        assertThat(stages(one.map("word", Word.class, row -> new Word(1)).infer(computing("b"), ALL)))
                .containsExactly("read range 0..100 4096", "a + b 1024");
    }

    /** An operator that adds a column, and says of itself what operators may. */
    private record Saying(String name, boolean light, boolean cpuBound, boolean cutsBatches) implements Operator {
        @Override
        public Schema outputSchema(Schema input) {
            List<Field> fields = new ArrayList<>(input.getFields());
            fields.add(Columns.int64(name));
            return new Schema(fields);
        }

        @Override
        public Output output() {
            return Output.KEEPS_INPUT;
        }

        @Override
        public String fingerprint() {
            return name;
        }

        @Override
        public BatchFunction open(OperatorContext context) {
            throw new UnsupportedOperationException("only planned");
        }
    }

    private static final Saying LIGHT = new Saying("a", true, true, true);

    private static List<String> written(Dataset dataset) {
        return Planner.plan(dataset.writeParquet("/out").plan(), 2).graph().stages().stream()
                .map(stage -> stage.name() + " " + stage.batchRows())
                .toList();
    }

    @Test
    void aLightOperatorSharesTheActorsThatRead() {
        Dataset scored = rows().filter(col("id").plus(1).gt(col("id")))
                .infer(LIGHT, Compute.actors(1, 8).withBatchRows(64))
                .withColumn("twice", col("a").times(2))
                .infer(new Saying("b", true, true, true), ALL.withBatchRows(64));

        assertThat(Planner.explain(Planner.plan(scored.writeParquet("/out").plan(), 2)))
                .endsWith("""
                             stage 0: read range 0..100 + a + b
                                pool     actors(2..2), shared with 2 operators that cost no more than reading
                                columns  id
                                skips    what cannot hold id + 1 > id
                                batches  of up to 4096 rows
                                steps    filter id + 1 > id
                                         apply a
                                         project id, a, a * 2 as twice
                                         apply b
                                gives    id int64, a int64, twice int64, b int64
                        """);
        assertThat(written(scored.infer(computing("c"), ALL)))
                .containsExactly("read range 0..100 + a + b 4096", "c 1024", "write parquet /out 4096");
    }

    @Test
    void anOperatorSharesWithReadersOnlyIfItLosesNothingByIt() {
        for (Operator other : List.of(
                new Saying("a", false, true, true),
                new Saying("a", true, false, true),
                new Saying("a", true, true, false))) {
            assertThat(written(rows().infer(other, ALL)))
                    .as("%s", other)
                    .containsExactly("read range 0..100 4096", "a 1024", "write parquet /out 4096");
        }
        for (Compute few : List.of(Compute.actors(1, 1), ALL.withCpus(2), ALL.withMemoryBytes(1))) {
            assertThat(written(rows().infer(LIGHT, few)))
                    .as("%s", few)
                    .containsExactly("read range 0..100 4096", "a 1024", "write parquet /out 4096");
        }
        assertThat(written(rows().infer(LIGHT, ALL.withBatchRows(1000))))
                .as("whole batches are read at a time")
                .containsExactly("read range 0..100 + a 4000", "write parquet /out 4096");
        assertThat(written(rows().infer(LIGHT, ALL.withBatchRows(5000))))
                .as("a batch is larger than what is read at a time")
                .containsExactly("read range 0..100 5000", "a 5000", "write parquet /out 5000");
        assertThat(written(rows().infer(LIGHT, ALL).infer(new Saying("b", true, true, true), ALL.withBatchRows(8))))
                .as("other batches than its neighbour's")
                .hasSize(3);
        assertThat(written(rows().filter(col("id").gt(1)).limit(5).infer(LIGHT, ALL)))
                .hasSize(3);
        assertThat(written(rows().union(rows()).infer(LIGHT, ALL))).hasSize(4);
        assertThat(written(rows().filter("odd", row -> true).infer(LIGHT, ALL)))
                .as("user code on rows may wait")
                .hasSize(3);
        assertThat(stages(rows().infer(LIGHT, ALL)))
                .as("rows that are iterated over are read by one actor at a time")
                .containsExactly("read range 0..100 4096", "a 1024");
    }
}
