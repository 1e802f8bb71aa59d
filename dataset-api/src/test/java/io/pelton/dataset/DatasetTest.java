// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import static io.pelton.dataset.expr.Expressions.col;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.sink.ParquetSink;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.Test;

class DatasetTest {
    record Gloss(long id, String text) {}

    record Word(String word) {}

    record Other(long id, int text) {}

    private static final Dataset GLOSSES = Dataset.fromRecords(
            new Gloss(1, "a dog"), new Gloss(2, "a cat"), new Gloss(3, "it\nis"), new Gloss(4, "x"));

    private static List<String> names(Dataset dataset) {
        return dataset.schema().getFields().stream().map(Field::getName).toList();
    }

    /** Descriptions from the root down its first inputs. */
    private static List<String> described(LogicalPlan plan) {
        List<String> lines = new ArrayList<>();
        LogicalPlan node = plan;
        while (true) {
            lines.add(node.describe());
            if (node.inputs().isEmpty()) {
                return lines;
            }
            node = node.inputs().get(0);
        }
    }

    @Test
    void verbsGiveNewDatasetsAndLeaveTheOldAsTheyWere() {
        Dataset selected = GLOSSES.select("text");

        assertThat(names(GLOSSES)).containsExactly("id", "text");
        assertThat(names(selected)).containsExactly("text");
        assertThat(names(GLOSSES.drop("id"))).containsExactly("text");
        assertThat(names(GLOSSES.rename("text", "gloss"))).containsExactly("id", "gloss");
        assertThat(names(GLOSSES.withColumn("n", col("text").length()))).containsExactly("id", "text", "n");
        assertThat(names(GLOSSES.withColumn("id", col("id").plus(1)))).containsExactly("id", "text");
        assertThat(names(GLOSSES.map(Word.class, row -> new Word("w")))).containsExactly("word");
        assertThat(names(GLOSSES.flatMap(Word.class, row -> List.of()))).containsExactly("word");
        assertThat(names(GLOSSES.filter(row -> true).limit(3))).containsExactly("id", "text");
    }

    @Test
    void plansReadAsTheyWereWritten() {
        Pipeline pipeline = Dataset.readParquet("in/*.parquet")
                .filter(col("gloss").isNotNull())
                .withColumn("n", col("gloss").length())
                .filter("even", row -> row.getLong("n") % 2 == 0)
                .flatMap("words", Word.class, row -> List.of())
                .limit(10)
                .writeParquet("out");

        assertThat(described(pipeline.plan()))
                .containsExactly(
                        "Write parquet out",
                        "Limit 10",
                        "FlatMapRows words to Word",
                        "FilterRows even",
                        "Project id, gloss, length(gloss) as n",
                        "Filter gloss is not null",
                        "Scan parquet in/*.parquet [id, gloss]");
    }

    @Test
    void unknownColumnsAreRefusedAtTheVerb() {
        assertThatThrownBy(() -> GLOSSES.select("id", "txt"))
                .isInstanceOf(PeltonException.class)
                .hasMessage("Cannot select 'txt': expected one of the columns [id, text] but found 'txt'. Did you mean"
                        + " 'text'?");
        assertThatThrownBy(() -> GLOSSES.drop("tex")).hasMessageContaining("Cannot drop 'tex'");
        assertThatThrownBy(() -> GLOSSES.rename("x", "y")).hasMessageContaining("Cannot rename 'x'");
        assertThatThrownBy(() -> GLOSSES.filter(col("txt").isNull())).hasMessageContaining("Cannot use txt is null");
        assertThatThrownBy(() -> GLOSSES.withColumn("n", col("txt").length())).hasMessageContaining("'txt'");
    }

    @Test
    void mistakesAreRefusedAtTheVerb() {
        assertThatThrownBy(() -> GLOSSES.rename("id", "text"))
                .hasMessage("Cannot project: expected each column once but found 'text' twice. Rename one of them.");
        assertThatThrownBy(() -> GLOSSES.select("id", "id")).hasMessageContaining("'id' twice");
        assertThatThrownBy(() -> GLOSSES.filter(col("text").eq(3))).hasMessageContaining("Cannot use text = 3");
        assertThatThrownBy(() -> GLOSSES.filter(col("id"))).hasMessageContaining("expected a bool but found int64");
        assertThatThrownBy(() -> GLOSSES.limit(-1)).hasMessageContaining("at least 0 rows");
        assertThatThrownBy(Dataset::readParquet).hasMessageContaining("at least one path");
        assertThatThrownBy(() -> GLOSSES.writeParquet(" ")).hasMessageContaining("expected a folder");
        assertThatThrownBy(() -> Dataset.fromRecords(List.<Gloss>of()))
                .hasMessageContaining("fromRecords(Type.class, rows)");
        assertThatThrownBy(() -> Dataset.range(3, 2)).hasMessageContaining("expected from <= to");
    }

    @Test
    void unionOfOtherColumnsNamesTheOneThatDiffers() {
        assertThatThrownBy(() -> GLOSSES.union(GLOSSES, Dataset.range(3)))
                .hasMessage(
                        "Cannot union: expected the columns [id, text] but dataset 3 has [id]. Bring them into one order"
                                + " with select(..).");
        assertThatThrownBy(() -> GLOSSES.union(Dataset.fromRecords(new Other(1, 2))))
                .hasMessage(
                        "Cannot union: expected column 'text' of type string but dataset 2 has it as int32. Bring it to"
                                + " one type with withColumn(..).");
        assertThat(GLOSSES.union(GLOSSES).schema()).isEqualTo(GLOSSES.schema());
    }

    @Test
    void unionIsNullableWhereAnyInputIs() {
        record Maybe(Long id) {}
        Dataset sure = Dataset.range(3);

        assertThat(sure.schema().findField("id").isNullable()).isFalse();
        assertThat(sure.union(Dataset.fromRecords(new Maybe(1L)))
                        .schema()
                        .findField("id")
                        .isNullable())
                .isTrue();
    }

    @Test
    void mapBatchesChecksTheColumnsThatItReads() {
        BatchFactory factory = context -> batch -> batch.slice(0, batch.rowCount());
        BatchMap map =
                BatchMap.of(factory).adding(Columns.int64("n")).reading("txt").named("count");

        assertThatThrownBy(() -> GLOSSES.mapBatches(map, Compute.tasks(2)))
                .hasMessageContaining("Cannot run 'count': expected one of the columns [id, text] but found 'txt'");
        assertThat(names(GLOSSES.mapBatches(map.reading("text"), Compute.tasks(2))))
                .containsExactly("id", "text", "n");
        assertThat(names(GLOSSES.mapBatches(factory, Columns.schema(Columns.bool("b")), Compute.tasks(1))))
                .containsExactly("b");
        assertThat(described(GLOSSES.mapBatches(map.reading("text"), Compute.actors(0, 3))
                                .plan())
                        .get(0))
                .isEqualTo("Apply count on actors(0..3)");
    }

    @Test
    void batchMapsKnowThemselvesAgain() {
        BatchFactory factory = context -> batch -> batch.slice(0, batch.rowCount());
        BatchMap map = BatchMap.of(factory);

        assertThat(map.fingerprint())
                .isEqualTo(BatchMap.of(factory).named("other").fingerprint());
        assertThat(map.fingerprint("v2").fingerprint())
                .isNotEqualTo(map.fingerprint("v1").fingerprint());
        assertThat(map.adding(Columns.bool("b")).fingerprint()).isNotEqualTo(map.fingerprint());
        assertThatThrownBy(() -> map.adding(Columns.bool("b")).giving(Columns.schema()))
                .hasMessageContaining("already adds");
        assertThatThrownBy(() -> map.batchRows(0)).hasMessageContaining("at least 1 row");
    }

    @Test
    void functionThatGivesNoRecordIsNamed() {
        LogicalPlan plan = GLOSSES.map(Word.class, row -> nothing()).plan();

        assertThatThrownBy(
                        () -> ((io.pelton.dataset.plan.MapRows) plan).function().apply(name -> null))
                .hasMessageContaining("expected a record but the function gave null");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what careless user code does
    private static <T> T nothing() {
        return null;
    }

    @Test
    void takeGivesTheFirstRowsAsMaps() {
        assertThat(GLOSSES.take(2).stream().map(Object::toString).collect(Collectors.joining(" ")))
                .isEqualTo("{id=1, text=a dog} {id=2, text=a cat}");
        assertThat(GLOSSES.take(100)).hasSize(4);
        assertThat(GLOSSES.take(0)).isEmpty();
    }

    @Test
    void countAddsUpRowsWithoutReadingColumns() {
        assertThat(GLOSSES.count()).isEqualTo(4);
        assertThat(Dataset.range(5, 1000).count()).isEqualTo(995);
        assertThat(Dataset.fromRecords(Gloss.class, List.of()).count()).isZero();
    }

    @Test
    void tableAlignsCellsAndSaysWhetherThereIsMore() {
        assertThat(GLOSSES.table(3)).isEqualTo("""
                        id    | text
                        int64 | string
                        ------+-------
                        1     | a dog
                        2     | a cat
                        3     | it\\nis
                        (first 3 rows)
                        """);
        assertThat(GLOSSES.table(4)).endsWith("4     | x\n(4 rows)\n");
        assertThat(GLOSSES.select("id").table(1)).endsWith("(first 1 row)\n");
    }

    record Wide(List<Integer> numbers, byte[] raw, String text) {}

    @Test
    void tableCutsLongCells() {
        assertThat(Dataset.fromRecords(new Wide(List.of(1, 2, 3, 4, 5, 6), new byte[7], "😀".repeat(60)))
                        .table(1))
                .contains("[1, 2, 3, 4, ... 6 in all] | 7 bytes | " + "😀".repeat(45) + "...\n");
    }

    @Test
    void iterateGivesBatchesOfTheSchema() {
        try (BatchStream stream = GLOSSES.iterate()) {
            RecordBatch batch = requireNonNull(stream.next());
            assertThat(batch.schema()).isEqualTo(stream.schema()).isEqualTo(GLOSSES.schema());
            batch.close();
        }
    }

    @Test
    void pipelineRunsWithTheGivenOptions() {
        Pipeline pipeline = GLOSSES.write(ParquetSink.to("out").withMaxRowsPerFile(5));

        JobResult result = pipeline.run(JobOptions.defaults().withExisting(JobOptions.Existing.OVERWRITE));

        assertThat(result.jobId()).isEqualTo("OVERWRITE");
        assertThat(result.files()).containsExactly("Write parquet out");
        assertThat(pipeline.explain()).startsWith("Write parquet out with JobOptions");
    }

    @Test
    void sinkRefusesImpossibleFileSizes() {
        ParquetSink sink = ParquetSink.to("out").withMinRowsPerFile(10);

        assertThat(sink.withMaxRowsPerFile(10).maxRowsPerFile()).isEqualTo(10);
        assertThat(sink.withCompression(ParquetSink.Compression.NONE).minRowsPerFile())
                .isEqualTo(10);
        assertThatThrownBy(() -> sink.withMaxRowsPerFile(9))
                .hasMessage(
                        "Cannot write parquet out: expected 0 <= minRowsPerFile <= maxRowsPerFile but found 10 and 9.");
    }
}
