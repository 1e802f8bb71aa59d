// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.Operator;
import io.pelton.dataset.testing.OperatorHarness;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operators as an engine runs them: through the harness, and through the engine itself. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class OperatorContractTest {
    private static final TextEmbedding MINILM = TextEmbedding.of(OnnxModel.fromClasspath("all-minilm-l6-v2.onnx"))
            .tokenizer("all-minilm-l6-v2-tokenizer.json")
            .from("text")
            .into("embedding");

    @TempDir
    Path directory;

    record Sentence(long id, @Nullable String text) {}

    record Photo(long id, byte[] image) {}

    record Pair(float a, float b) {}

    record Sum(float a, float b, float sum) {}

    private OnnxModel sum() throws Exception {
        Path file = new TinyOnnx()
                .input("pair", 1, TinyOnnx.FREE, 2)
                .output("sum", 1, TinyOnnx.FREE, 1)
                .weights("axes", new long[] {1}, 1)
                .node("ReduceSum", new String[] {"pair", "axes"}, new String[] {"sum"}, "keepdims", 1)
                .write(directory.resolve("sum.onnx"));
        return OnnxModel.fromPath(file.toString()).bind("pair", "a", "b");
    }

    @Test
    void aModelOverColumnsKeepsTheContract() throws Exception {
        OperatorHarness.verify(sum())
                .input(new Pair(1, 2), new Pair(3, 4), new Pair(5, 6))
                .expect(new Sum(1, 2, 3), new Sum(3, 4, 7), new Sum(5, 6, 11));
    }

    @Test
    void anEmbeddingKeepsTheContract() {
        OperatorHarness.verify(TextEmbedding.of(OnnxModel.fromClasspath("all-minilm-l6-v2-q.onnx"))
                        .tokenizer("all-minilm-l6-v2-q-tokenizer.json")
                        .from("text"))
                .tolerance(1e-5)
                .input(
                        new Sentence(1, "bucket"),
                        new Sentence(2, null),
                        new Sentence(3, ""),
                        new Sentence(4, "Water turned the mill long before steam did."))
                .holds();
    }

    @Test
    void theEngineEmbedsEveryRowInOrder() throws Exception {
        List<Sentence> sentences = new ArrayList<>();
        for (String text : Texts.random(300, 1, new Random(7))) {
            sentences.add(new Sentence(sentences.size(), text));
        }

        List<Map<String, @Nullable Object>> rows = Dataset.fromRecords(sentences)
                .infer(MINILM, Compute.actors(1, 2).withBatchRows(64))
                .select("id", "embedding")
                .take(300);

        assertThat(rows).hasSize(300);
        try (ReferenceEmbedding reference =
                new ReferenceEmbedding("all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json", 256)) {
            for (int i = 0; i < 300; i++) {
                assertThat(rows.get(i)).containsEntry("id", (long) i);
                if (i % 29 == 0) {
                    float[] expected =
                            reference.embed(requireNonNull(sentences.get(i).text()));
                    assertThat(ReferenceEmbedding.cosine(floats(rows.get(i).get("embedding")), expected))
                            .isGreaterThan(0.9999);
                }
            }
        }
    }

    private static float[] floats(@Nullable Object list) {
        List<?> values = (List<?>) requireNonNull(list);
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = ((Number) values.get(i)).floatValue();
        }
        return floats;
    }

    @Test
    void theEngineRefusesAWrongColumnBeforeItRuns() throws Exception {
        Dataset pairs = Dataset.fromRecords(new Pair(1, 2));

        assertThat(pairs.infer(sum(), Compute.actors(1, 1)).schema().getFields())
                .hasSize(3);
        assertThatThrownBy(() ->
                        pairs.infer(MINILM.from("a"), Compute.actors(1, 1)).count())
                .hasMessageContaining("is made of strings but column 'a' holds");
    }

    @Test
    void whatRunsOnTheProcessorMayShareActorsAndWhatWaitsForADeviceMayNot() throws Exception {
        assertThat(List.of(sum(), MINILM, ImageDecode.from("image"), Classification.from("logits")))
                .allMatch(Operator::cpuBound);
        OnnxModel onDevice = OnnxModel.fromPath("m.onnx").provider("cuda", 0);
        assertThat(onDevice.cpuBound()).isFalse();
        assertThat(TextEmbedding.of(onDevice).cpuBound()).isFalse();
    }

    @Test
    void photosAreDecodedAndClassifiedInTheSameActors() throws Exception {
        Path model = new TinyOnnx()
                .input("pixels", 1, TinyOnnx.FREE, 3, 224, 224)
                .output("logits", 1, TinyOnnx.FREE, 3)
                .weights("axes", new long[] {2, 3}, 2)
                .node("ReduceSum", new String[] {"pixels", "axes"}, new String[] {"logits"}, "keepdims", 0)
                .write(directory.resolve("mean.onnx"));
        Dataset labels = Dataset.fromRecords(new Photo(1, new byte[0]))
                .infer(ImageDecode.from("image"), Compute.tasks(1024))
                .infer(OnnxModel.fromPath(model.toString()), Compute.actors(1, 1024))
                .infer(Classification.from("logits"), Compute.tasks(1024));

        assertThat(labels.explain())
                .contains("stage 1: ImageDecode image + OnnxModel mean.onnx + Classification logits\n")
                .contains("batches of up to 8 rows");
    }

    @Test
    void aModelInAStoreThatNobodyKnowsIsNamed() {
        assertThatThrownBy(() -> OnnxModel.fromPath("abacus://models/m.onnx").describe())
                .hasMessageContaining("abacus://models/m.onnx");
    }
}
