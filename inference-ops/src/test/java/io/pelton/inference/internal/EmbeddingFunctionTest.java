// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.inference.Pooling;
import io.pelton.inference.TestContext;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The function over a model that is not there: a text's tokens are its characters, its vector their sum and count. */
class EmbeddingFunctionTest {
    @TempDir
    Path cache;

    private TestContext context;
    private final List<String> runs = new ArrayList<>();

    @BeforeEach
    void open() {
        context = new TestContext(cache);
    }

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    /** A model that refuses runs of more padded tokens than it has memory for. */
    private final class FakeModel implements TextModel {
        private final int memory;
        private final IntPredicate poison;

        FakeModel(int memory, IntPredicate poison) {
            this.memory = memory;
            this.poison = poison;
        }

        @Override
        public FloatBuffer run(long[][] ids, LengthOrder order, int from, int to) {
            int padded = (to - from) * order.length(from);
            runs.add((to - from) + "x" + order.length(from));
            if (padded > memory) {
                throw new PeltonException(ErrorKind.RESOURCE, "no room for " + padded + " tokens");
            }
            FloatBuffer vectors = FloatBuffer.allocate((to - from) * 2);
            for (int position = from; position < to; position++) {
                if (poison.test(order.row(position))) {
                    throw new PeltonException(ErrorKind.RESOURCE, "poison");
                }
                long sum = 0;
                for (long id : ids[order.row(position)]) {
                    sum += id;
                }
                vectors.put(sum).put(ids[order.row(position)].length);
            }
            return vectors;
        }

        @Override
        public boolean perToken() {
            return false;
        }

        @Override
        public int dimensions() {
            return 2;
        }

        @Override
        public void close() {}
    }

    private EmbeddingFunction function(TextModel model, Calibration budget, long[] clock) {
        return new EmbeddingFunction(
                "text",
                "vector",
                text -> text.chars().asLongStream().toArray(),
                model,
                new Pooler(Pooling.MEAN, false, 2),
                budget,
                context,
                context.allocator(),
                () -> clock[0] += 1000);
    }

    private RecordBatch batch(String... texts) {
        VarCharVector column = new VarCharVector("text", context.allocator());
        column.allocateNew();
        for (int row = 0; row < texts.length; row++) {
            column.setSafe(row, texts[row].getBytes(StandardCharsets.UTF_8));
        }
        column.setValueCount(texts.length);
        return RecordBatch.of(List.of(column), texts.length);
    }

    private static void assertVectors(RecordBatch result, String... texts) {
        Float4Vector floats = (Float4Vector) ((FixedSizeListVector) result.column("vector")).getDataVector();
        for (int row = 0; row < texts.length; row++) {
            assertThat(floats.get(2 * row)).isEqualTo(texts[row].chars().sum());
            assertThat(floats.get(2 * row + 1)).isEqualTo(texts[row].length());
        }
    }

    @Test
    void runsThatDoNotFitAreHalvedAndTheRestRunsSmaller() {
        String[] texts = {"aaaa", "bbbb", "cccc", "dddd", "e", "f", "g", "h"};
        EmbeddingFunction function = function(new FakeModel(8, row -> false), Calibration.fixed(16), new long[1]);

        try (RecordBatch batch = batch(texts);
                RecordBatch result = function.apply(batch)) {
            assertVectors(result, texts);
            assertThat(runs).containsExactly("4x4", "2x4", "2x4", "4x1");
        }
    }

    @Test
    void aRowThatFailsAloneIsNamed() {
        EmbeddingFunction function = function(new FakeModel(100, row -> row == 2), Calibration.fixed(100), new long[1]);

        try (RecordBatch batch = batch("one", "three", "eleven", "four")) {
            assertThatThrownBy(() -> function.apply(batch))
                    .isInstanceOfSatisfying(
                            PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.RESOURCE))
                    .hasMessage("Cannot embed column 'text', row 2 of the batch (6 tokens): poison. Lower"
                            + " TextEmbedding.maxTokens if that is more than the model takes.");
        }
    }

    @Test
    void otherFailuresAreNotTriedInHalves() {
        TextModel broken = new FakeModel(100, row -> {
            throw new PeltonException(ErrorKind.USER, "bad model");
        });
        EmbeddingFunction function = function(broken, Calibration.fixed(100), new long[1]);

        try (RecordBatch batch = batch("one", "three")) {
            assertThatThrownBy(() -> function.apply(batch)).hasMessage("bad model");
            assertThat(runs).hasSize(1);
        }
    }

    @Test
    void calibrationHappensOnTheWorkItselfAndKeepsEveryRow() {
        List<Integer> told = new ArrayList<>();
        Calibration budget = Calibration.among(new int[] {4, 16}, 4, told::add);
        EmbeddingFunction function = function(new FakeModel(100, row -> false), budget, new long[1]);
        String[] texts = new String[200];
        for (int row = 0; row < texts.length; row++) {
            texts[row] = "ab".repeat(1 + row % 2);
        }

        try (RecordBatch batch = batch(texts);
                RecordBatch result = function.apply(batch)) {
            assertVectors(result, texts);
            assertThat(told)
                    .as("each run takes as long, so larger ones do more")
                    .containsExactly(16);
            assertThat(context.figure("tokens.real")).isEqualTo(600);
        }
    }
}
