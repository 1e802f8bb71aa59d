// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import static io.pelton.dataset.expr.Expressions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.Operator;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.plan.Apply;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.plan.Write;
import io.pelton.dataset.sink.ParquetSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final Schema GLOSSES = new Schema(List.of(
            Field.nullable("id", INT64),
            Field.nullable("gloss", ArrowType.Utf8.INSTANCE),
            Field.nullable("lang", ArrowType.Utf8.INSTANCE)));

    /** A record of user code. */
    public record Word(String word) {}

    private static Dataset glosses(String name) {
        return Dataset.of(Scan.of(new TestSource(name, GLOSSES, List.of()), GLOSSES));
    }

    private static Operator model(String name) {
        return new TestOperator(
                name,
                Operator.Output.KEEPS_INPUT,
                Set.of("gloss"),
                List.of(Field.nullable("vector", INT64)),
                row -> Map.of("vector", 1L));
    }

    private static LogicalPlan written(Dataset dataset) {
        return new Write(dataset.plan(), ParquetSink.to("out/vectors"));
    }

    @Test
    void explainShowsThreePlansThatAReaderUnderstandsAtAGlance() {
        Dataset vectors = glosses("glosses.parquet")
                .select("id", "gloss")
                .filter(col("gloss").isNotNull())
                .infer(model("MiniLM"), Compute.actors(1, 8).withBatchRows(100))
                .filter(col("id").gt(7))
                .withColumn("twice", col("vector").times(2))
                .select("id", "twice")
                .union(glosses("more.parquet")
                        .select("id")
                        .withColumn("twice", col("id").plus(1))
                        .limit(50));

        assertThat(Planner.explain(Planner.plan(written(vectors), 2))).isEqualTo("""
                        Logical plan

                          Write parquet out/vectors
                          └─ Union of 2
                             ├─ Project id, twice
                             │  └─ Project id, gloss, vector, vector * 2 as twice
                             │     └─ Filter id > 7
                             │        └─ Apply MiniLM on actors(1..8)
                             │           └─ Filter gloss is not null
                             │              └─ Project id, gloss
                             │                 └─ Scan glosses.parquet
                             │                      columns  id, gloss, lang
                             └─ Limit 50
                                └─ Project id, id + 1 as twice
                                   └─ Project id
                                      └─ Scan more.parquet
                                           columns  id, gloss, lang

                        Optimised plan

                          Write parquet out/vectors
                          └─ Union of 2
                             ├─ Project id, vector * 2 as twice
                             │  └─ Apply MiniLM on actors(1..8)
                             │     └─ Filter gloss is not null and id > 7
                             │        └─ Scan glosses.parquet
                             │             columns  id, gloss (2 of 3)
                             │             skips    what cannot hold gloss is not null and id > 7
                             └─ Project id, id + 1 as twice
                                └─ Scan more.parquet
                                     columns  id (1 of 3)
                                     limit    50

                        Physical plan: 4 stages on 2 cores

                          stage 3: write parquet out/vectors
                          │  pool     tasks(2)
                          │  gives    id int64, twice int64
                          ├─ exchange, in order, batches of up to 4096 rows
                          │  stage 1: MiniLM
                          │  │  pool     actors(1..8), at most 2 here
                          │  │  steps    apply MiniLM
                          │  │           project id, vector * 2 as twice
                          │  │  gives    id int64, twice int64
                          │  └─ exchange, in order, batches of up to 100 rows
                          │     stage 0: read glosses.parquet
                          │        pool     tasks(2)
                          │        columns  id, gloss (2 of 3)
                          │        skips    what cannot hold gloss is not null and id > 7
                          │        batches  of up to 4000 rows
                          │        steps    filter gloss is not null and id > 7
                          │        gives    id int64, gloss string
                          └─ exchange, in order, batches of up to 4096 rows
                             stage 2: read more.parquet
                                pool     tasks(2)
                                columns  id (1 of 3)
                                limit    50
                                batches  of up to 4096 rows
                                steps    project id, id + 1 as twice
                                gives    id int64, twice int64
                        """);
    }

    @Test
    void anOperatorStartsAStageAndNarrowStepsAreFusedBehindIt() {
        StageGraph graph = Planner.plan(
                        written(glosses("t")
                                .filter("long", row -> true)
                                .infer(model("m"), Compute.actors(1, 2))
                                .flatMap("words", Word.class, row -> List.of())),
                        2)
                .graph();

        assertThat(steps(graph))
                .containsExactly(
                        "0 read t -> 1 [filter rows by long]",
                        "1 m -> 2 [apply m, flat-map rows by words]",
                        "2 write parquet out/vectors -> end []");
        assertThat(graph.stages().get(0).scan()).isPresent();
        assertThat(graph.root().sink()).isPresent();
    }

    @Test
    void aPlanWithoutASinkEndsInItsLastStage() {
        StageGraph graph =
                Planner.plan(glosses("t").filter("long", row -> true).plan(), 2).graph();

        assertThat(steps(graph)).containsExactly("0 read t -> end [filter rows by long]");
        assertThat(graph.root().sink()).isEmpty();
    }

    @Test
    void stepsAboveAUnionAreFusedToEachOfItsInputs() {
        StageGraph graph = Planner.plan(
                        glosses("t")
                                .union(glosses("u"))
                                .filter("long", row -> true)
                                .plan(),
                        2)
                .graph();

        assertThat(steps(graph))
                .containsExactly(
                        "0 read t -> 2 [filter rows by long]",
                        "1 read u -> 2 [filter rows by long]",
                        "2 union -> end []");
    }

    @Test
    void aLimitThatAScanCannotCountIsOnWhatEntersTheNextStage() {
        Dataset few = glosses("t").filter("long", row -> true).limit(10);

        Stage written = Planner.plan(written(few), 2).graph().root();
        Stage applied = Planner.plan(few.infer(model("m"), Compute.tasks(1)).plan(), 2)
                .graph()
                .root();
        StageGraph iterated = Planner.plan(
                        few.flatMap("words", Word.class, row -> List.of())
                                .limit(3)
                                .plan(),
                        2)
                .graph();

        assertThat(written.inputLimit()).hasValue(10);
        assertThat(applied.inputLimit()).hasValue(10);
        assertThat(applied.name()).isEqualTo("m");
        assertThat(steps(iterated))
                .containsExactly(
                        "0 read t -> 1 [filter rows by long]",
                        "1 limit 10 -> 2 [flat-map rows by words]",
                        "2 limit 3 -> end []");
        assertThat(iterated.stages().get(1).inputLimit()).hasValue(10);
        assertThat(iterated.root().inputLimit()).hasValue(3);
    }

    @Test
    void aLimitInsideAUnionHasAStageOfItsOwn() {
        Dataset few = glosses("t").filter("long", row -> true).limit(10);
        StageGraph graph = Planner.plan(written(few.union(glosses("u"))), 2).graph();

        assertThat(steps(graph))
                .containsExactly(
                        "0 read t -> 1 [filter rows by long]",
                        "1 limit 10 -> 3 []",
                        "2 read u -> 3 []",
                        "3 write parquet out/vectors -> end []");
    }

    @Test
    void batchSizesAreTheUsersThenTheOperatorsThenTheEngines() {
        Operator eager = new EagerOperator(model("m"), 64);

        assertThat(batchRows(model("m"), Compute.tasks(1))).containsExactly(4096, 1024, 4096);
        assertThat(batchRows(eager, Compute.tasks(1))).containsExactly(4096, 64, 4096);
        assertThat(batchRows(eager, Compute.tasks(1).withBatchRows(1000))).containsExactly(4000, 1000, 4096);
        assertThat(batchRows(eager, Compute.tasks(1).withBatchRows(10_000))).containsExactly(10_000, 10_000, 10_000);
        assertThat(batchRows(eager, Compute.tasks(1).withBatchRows(1))).containsExactly(4096, 1, 4096);
    }

    private static List<Integer> batchRows(Operator operator, Compute compute) {
        return Planner.plan(written(glosses("t").infer(operator, compute)), 2).graph().stages().stream()
                .map(Stage::batchRows)
                .toList();
    }

    @Test
    void noPoolHasMoreActorsThanTheCoresKeepBusy() {
        assertThat(pool(Compute.actors(4, 8), 2)).isEqualTo("actors(2..2)");
        assertThat(pool(Compute.actors(0, 1), 2)).isEqualTo("actors(0..1)");
        assertThat(pool(Compute.tasks(16).withCpus(0.5), 2)).isEqualTo("tasks(4) x 0.500 cpus");
        assertThat(pool(Compute.actors(1, 2).withCpus(3), 2)).isEqualTo("actors(1..1) x 3.00 cpus");
    }

    private static String pool(Compute compute, int cores) {
        LogicalPlan plan = glosses("t").infer(model("m"), compute).plan();
        return Planner.plan(plan, cores).graph().root().compute().toString();
    }

    @Test
    void anOperatorThatDoesNotFitIsRefusedBeforeAnyWorkStarts() {
        Operator picky = model("picky");
        LogicalPlan plan = new Apply(glosses("t").select("id").plan(), picky, Compute.tasks(1), GLOSSES);

        assertThatThrownBy(() -> StagePlanner.plan(plan, 2))
                .isInstanceOfSatisfying(
                        PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USER))
                .hasMessageStartingWith("Cannot run 'picky': Cannot run picky: expected one of the columns [id]"
                        + " but found 'gloss'.");
    }

    @Test
    void theFingerprintIsTheSameForTheSamePlanInEveryProcess() {
        // What the text of a plan is hashed to must not move by itself: running jobs would no longer resume.
        Dataset plain = glosses("t")
                .filter(col("id").gt(3))
                .infer(model("m"), Compute.tasks(1))
                .limit(5);

        assertThat(Fingerprint.of(Planner.plan(written(plain), 2)).text()).isEqualTo("""
                        write "ParquetSink" (1)
                        apply "m" "id int64, gloss string, lang string, vector int64" (1)
                        limit "5" (1)
                        filter "id > 3" (1)
                        scan "\\"id\\" int64,\\"gloss\\" string,\\"lang\\" string," "all" (0)
                        """);
        assertThat(fingerprint(plain)).hasSize(64).isEqualTo(fingerprint(plain));
    }

    @Test
    void theFingerprintChangesWithWhatChangesTheRows() {
        Dataset base = glosses("t");
        List<String> all = new ArrayList<>();
        for (Dataset dataset : List.of(
                base,
                base.limit(3),
                base.filter(col("id").gt(3)),
                base.filter(col("id").gt(4)),
                base.select("id", "gloss"),
                base.select("gloss", "id"),
                base.rename("id", "key"),
                base.infer(model("m"), Compute.tasks(1)),
                base.infer(model("n"), Compute.tasks(1)),
                base.filter("long", row -> true),
                base.filter("short", row -> true),
                base.union(base),
                base.flatMap("words", Word.class, row -> List.of()))) {
            all.add(fingerprint(dataset));
        }

        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void codeIsReadBeforeItRuns() {
        AtomicLong calls = new AtomicLong();
        Dataset counting = glosses("t").filter("counts", row -> calls.incrementAndGet() > 0);
        Fingerprint before = Fingerprint.of(Planner.plan(written(counting), 2));
        String described = before.describe();

        calls.set(7);

        assertThat(before.sha256()).isNotEqualTo(fingerprint(counting));
        assertThat(before.describe()).isEqualTo(described);
    }

    @Test
    void theFingerprintDoesNotChangeWithPoolsPathsOrCores() {
        String expected = fingerprint(glosses("t").infer(model("m"), Compute.tasks(1)));

        assertThat(fingerprint(glosses("elsewhere")
                        .infer(model("m"), Compute.actors(1, 4).withBatchRows(7))))
                .isEqualTo(expected);
        assertThat(Fingerprint.of(Planner.plan(written(glosses("t").infer(model("m"), Compute.tasks(1))), 16))
                        .sha256())
                .isEqualTo(expected);
    }

    private static String fingerprint(Dataset dataset) {
        return Fingerprint.of(Planner.plan(written(dataset), 2)).sha256();
    }

    private static List<String> steps(StageGraph graph) {
        List<String> text = new ArrayList<>();
        for (Stage stage : graph.stages()) {
            OptionalInt to = stage.downstream();
            text.add(stage.id() + " " + stage.name() + " -> " + (to.isPresent() ? to.getAsInt() : "end") + " "
                    + stage.ops().stream().map(PhysicalOp::describe).toList());
        }
        return text;
    }

    /** An operator that wants batches of a size. */
    private record EagerOperator(Operator inner, int preferredBatchRows) implements Operator {
        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public Schema outputSchema(Schema input) {
            return inner.outputSchema(input);
        }

        @Override
        public String fingerprint() {
            return inner.fingerprint();
        }

        @Override
        public BatchFunction open(OperatorContext context) throws Exception {
            return inner.open(context);
        }
    }
}
