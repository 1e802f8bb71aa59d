// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.RecordBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextEmbeddingTest {
    private static final String MODEL = "all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";
    private static final TextEmbedding MINILM = TextEmbedding.of(OnnxModel.fromClasspath(MODEL))
            .tokenizer(TOKENIZER)
            .from("text")
            .into("embedding");

    @TempDir
    static Path cache;

    private ReferenceEmbedding reference;
    private TestContext context;

    @BeforeAll
    void open() throws Exception {
        reference = new ReferenceEmbedding(MODEL, TOKENIZER, 256);
        context = new TestContext(cache);
    }

    @AfterAll
    void close() throws Exception {
        reference.close();
        context.close();
    }

    private List<float @Nullable []> embed(TextEmbedding embedding, List<@Nullable String> texts) throws Exception {
        try (BatchFunction function = embedding.open(context);
                RecordBatch batch = Texts.batch(context.allocator(), texts);
                RecordBatch result = function.apply(batch)) {
            assertThat(result.schema()).isEqualTo(embedding.outputSchema(batch.schema()));
            BigIntVector ids = (BigIntVector) result.column("id");
            for (int row = 0; row < texts.size(); row++) {
                assertThat(ids.get(row)).isEqualTo(row);
            }
            return vectors(result);
        }
    }

    static List<float @Nullable []> vectors(RecordBatch batch) {
        FixedSizeListVector lists = (FixedSizeListVector) batch.column("embedding");
        Float4Vector floats = (Float4Vector) lists.getDataVector();
        List<float @Nullable []> vectors = new ArrayList<>();
        for (int row = 0; row < batch.rowCount(); row++) {
            float[] vector = new float[lists.getListSize()];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = floats.get(row * vector.length + i);
            }
            vectors.add(lists.isNull(row) ? null : vector);
        }
        return vectors;
    }

    @Test
    void vectorsEqualTheReferenceWhateverTheWindowAndTheBudget() throws Exception {
        for (int seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            List<String> texts = Texts.random(1 + random.nextInt(40), 4, random);
            int budget = 1 << random.nextInt(11);

            List<float[]> vectors = embed(MINILM.tokenBudget(budget), texts);

            for (int row = 0; row < texts.size(); row++) {
                assertThat(ReferenceEmbedding.cosine(vectors.get(row), reference.embed(texts.get(row))))
                        .as("seed %s, budget %s, row %s: %s", seed, budget, row, texts.get(row))
                        .isGreaterThan(0.9999);
            }
        }
    }
}
