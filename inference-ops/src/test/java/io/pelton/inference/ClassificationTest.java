// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.pelton.dataset.Columns;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.testing.OperatorHarness;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ClassificationTest {
    record Logits(@Nullable List<@Nullable Float> logits) {}

    record Doubles(List<Double> logits) {}

    private static List<Map<String, @Nullable Object>> run(Classification classification, Logits... rows) {
        return Dataset.fromRecords(rows)
                .infer(classification, Compute.tasks(1))
                .drop("logits")
                .take(rows.length);
    }

    private static Logits logits(Float... values) {
        return new Logits(Arrays.asList(values));
    }

    @Test
    void theBestClassHasTheSoftmaxOfItsLogit() {
        Map<String, @Nullable Object> row =
                run(Classification.from("logits"), logits(1f, 3f, 2f)).get(0);

        assertThat(row).containsEntry("label", 1L);
        double expected = Math.exp(3) / (Math.exp(1) + Math.exp(3) + Math.exp(2));
        assertThat(((Float) requireNonNull(row.get("score"))).doubleValue()).isEqualTo(expected, within(1e-6));
    }

    @Test
    void largeLogitsDoNotOverflow() {
        Map<String, @Nullable Object> row =
                run(Classification.from("logits"), logits(10_000f, -10_000f)).get(0);

        assertThat(row).containsEntry("label", 0L).containsEntry("score", 1f);
    }

    @Test
    void theFirstOfEqualsIsTheBest() {
        assertThat(run(Classification.from("logits").rawScores(), logits(1f, 2f, 2f)))
                .containsExactly(Map.of("label", 1L, "score", 2f));
    }

    @Test
    void severalComeBestFirst() {
        assertThat(run(
                        Classification.from("logits").top(3).rawScores().into("classes", "points"),
                        logits(1f, 9f, 4f, 7f),
                        logits(4f, 3f, 2f, 1f)))
                .containsExactly(
                        Map.of("classes", List.of(1L, 3L, 2L), "points", List.of(9f, 7f, 4f)),
                        Map.of("classes", List.of(0L, 1L, 2L), "points", List.of(4f, 3f, 2f)));
    }

    @Test
    void theTopOfManyIsThatOfASort() {
        Random random = new Random(5);
        List<Float> values = random.ints(1000, 0, 300).mapToObj(i -> (float) i).toList();
        List<Long> sorted = IntStream.range(0, 1000)
                .boxed()
                .sorted(Collections.reverseOrder(java.util.Comparator.<Integer, Float>comparing(values::get))
                        .thenComparing(i -> i))
                .limit(20)
                .map(i -> (long) i)
                .toList();

        assertThat(run(Classification.from("logits").top(20), new Logits(List.copyOf(values)))
                        .get(0))
                .containsEntry("label", sorted);
    }

    @Test
    void namesStandForNumbers() {
        Classification named =
                Classification.from("logits").labels(List.of("cat", "dog")).rawScores();

        assertThat(run(named, logits(0f, 1f))).containsExactly(Map.of("label", "dog", "score", 1f));
        assertThat(run(named.top(2), logits(0f, 1f)))
                .containsExactly(Map.of("label", List.of("dog", "cat"), "score", List.of(1f, 0f)));
        assertThatThrownBy(() -> run(named, logits(0f, 1f, 2f)))
                .hasMessageContaining(
                        "expected 2 numbers, one for each name in Classification.labels(..), but found 3");
    }

    @Test
    void nothingIsClassifiedAsNothing() {
        List<Map<String, @Nullable Object>> rows =
                run(Classification.from("logits").top(1).rawScores(), new Logits(null), logits(5f));

        assertThat(rows.get(0).values()).containsOnlyNulls();
        assertThat(rows.get(1)).containsEntry("label", List.of(0L)).containsEntry("score", List.of(5f));
    }

    @Test
    void doublesAreNumbersToo() {
        assertThat(Dataset.fromRecords(new Doubles(List.of(0.5, 0.25)))
                        .infer(Classification.from("logits").rawScores(), Compute.tasks(1))
                        .drop("logits")
                        .take(1))
                .containsExactly(Map.of("label", 0L, "score", 0.5f));
    }

    @Test
    void aRowWithoutEnoughNumbersNamesItself() {
        assertThatThrownBy(() -> run(Classification.from("logits"), logits(1f), logits(Float.NaN, 1f)))
                .hasMessageContaining(
                        "Cannot classify column 'logits', row 0 of the batch: expected numbers but found NaN");
        assertThatThrownBy(() -> run(Classification.from("logits"), new Logits(Arrays.asList(1f, null))))
                .hasMessageContaining("expected numbers but found NaN or null");
        assertThatThrownBy(() -> run(Classification.from("logits").top(3), logits(1f, 2f)))
                .hasMessageContaining("expected at least 3 numbers but found 2");
        assertThatThrownBy(() -> run(Classification.from("logits"), logits()))
                .hasMessageContaining("expected at least 1 numbers but found 0");
    }

    @Test
    void whatDoesNotFitIsRefusedWhenPlanned() {
        Schema schema = Columns.schema(
                Columns.vector("logits", 10), Columns.int64("id"), Columns.list("ids", Columns.int64("item")));

        assertThatThrownBy(() -> Classification.from("scores").outputSchema(schema))
                .hasMessageContaining("expected a column 'scores' but the input has [logits, id, ids]");
        assertThatThrownBy(() -> Classification.from("id").outputSchema(schema))
                .hasMessageContaining(
                        "expected [rows, classes] of float32 or float64 but column 'id' holds [rows] int64");
        assertThatThrownBy(() -> Classification.from("ids").outputSchema(schema))
                .hasMessageContaining("column 'ids' holds [rows, any] int64");
        assertThatThrownBy(() -> Classification.from("logits").top(11).outputSchema(schema))
                .hasMessageContaining("expected at least 11 classes but column 'logits' has 10");
        assertThatThrownBy(
                        () -> Classification.from("logits").labels(List.of("a")).outputSchema(schema))
                .hasMessageContaining("expected a name for each of 10 classes but found 1");
        assertThatThrownBy(() -> Classification.from("logits").top(0))
                .hasMessageContaining("expected at least 1 class but found 0");
        assertThatThrownBy(() -> Classification.from("logits").into("a", "a"))
                .hasMessageContaining("expected two columns but found 'a' twice");
    }

    @Test
    void itKeepsTheContract() {
        for (Classification each : List.of(
                Classification.from("logits"),
                Classification.from("logits").top(2),
                Classification.from("logits").top(2).labels(List.of("a", "b", "c")))) {
            OperatorHarness.verify(each)
                    .input(logits(1f, 3f, 2f), new Logits(null), logits(5f, 4f, 3f), logits(0f, 0f, 1f))
                    .holds();
        }
        OperatorHarness.verify(Classification.from("logits").rawScores())
                .input(logits(1f, 3f, 2f), new Logits(null))
                .expect(new Answer(List.of(1f, 3f, 2f), 1L, 3f), new Answer(null, null, null));
    }

    record Answer(
            @Nullable List<@Nullable Float> logits,
            @Nullable Long label,
            @Nullable Float score) {}
}
