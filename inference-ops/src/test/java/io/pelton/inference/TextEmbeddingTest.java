// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
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

    @Test
    void theSmallerModelsVectorsEqualItsOwnReference() throws Exception {
        String model = "all-minilm-l6-v2-q.onnx";
        String tokenizer = "all-minilm-l6-v2-q-tokenizer.json";
        List<String> texts = Texts.random(60, 4, new Random(11));
        TextEmbedding small = TextEmbedding.of(OnnxModel.fromClasspath(model))
                .tokenizer(tokenizer)
                .from("text");

        List<float[]> vectors = embed(small, texts);

        try (ReferenceEmbedding own = new ReferenceEmbedding(model, tokenizer, 256)) {
            for (int row = 0; row < texts.size(); row++) {
                assertThat(ReferenceEmbedding.cosine(vectors.get(row), own.embed(texts.get(row))))
                        .as(texts.get(row))
                        .isGreaterThan(0.999);
            }
        }
    }

    @Test
    void nullTextsHaveNoVectorAndEmptyOnesTheModelsOwn() throws Exception {
        List<@Nullable String> texts = Arrays.asList(null, "", "bucket", null, " ");

        List<float @Nullable []> vectors = embed(MINILM, texts);

        assertThat(vectors.get(0)).isNull();
        assertThat(vectors.get(3)).isNull();
        for (int row : new int[] {1, 2, 4}) {
            assertThat(ReferenceEmbedding.cosine(vectors.get(row), reference.embed(texts.get(row))))
                    .isGreaterThan(0.9999);
        }
    }

    @Test
    void aBatchOfNullsHasNoVectors() throws Exception {
        assertThat(embed(MINILM, Arrays.asList(null, null))).containsOnlyNulls();
    }

    @Test
    void hugeTextsAreCutWhereTheReferenceCutsThem() throws Exception {
        String words = String.join(" ", Collections.nCopies(2000, Texts.SENTENCES.get(9)));
        String oneWord = "a".repeat(100_000);
        String blanks = " ".repeat(100_000) + "bucket";
        String wordsThenOne = oneWord + " bucket " + oneWord + " of cold water";
        List<String> texts = List.of(words.substring(0, 100_000), oneWord, blanks, wordsThenOne, "bucket");

        List<float[]> vectors = embed(MINILM, texts);

        for (int row = 0; row < texts.size(); row++) {
            assertThat(ReferenceEmbedding.cosine(vectors.get(row), reference.embed(texts.get(row))))
                    .as("row %s", row)
                    .isGreaterThan(0.9999);
        }
    }

    @Test
    void emojiControlCharactersAndEveryScriptAreTexts() throws Exception {
        List<String> texts = List.of(
                "😀👩‍👩‍👧‍👦🏳️‍🌈",
                "a\u0000b",
                "\u202Eright to left",
                "مرحبا بالعالم",
                "नमस्ते",
                "\uFFFD",
                "\r\n\t",
                "𝔘𝔫𝔦");

        List<float[]> vectors = embed(MINILM, texts);

        for (int row = 0; row < texts.size(); row++) {
            assertThat(ReferenceEmbedding.cosine(vectors.get(row), reference.embed(texts.get(row))))
                    .as("row %s", row)
                    .isGreaterThan(0.9999);
        }
    }

    @Test
    void bytesThatAreNoTextCountAsReplacementCharacters() throws Exception {
        byte[] loneSurrogate = {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80, 'b'};
        byte[] cutOff = {'c', (byte) 0xE2, (byte) 0x82};
        byte[] noise = new byte[5000];
        new Random(3).nextBytes(noise);
        List<byte[]> texts = List.of(loneSurrogate, cutOff, noise, new byte[] {(byte) 0xFF});

        try (BatchFunction function = MINILM.open(context);
                RecordBatch batch = Texts.batchOfBytes(context.allocator(), texts);
                RecordBatch result = function.apply(batch)) {
            List<float @Nullable []> vectors = vectors(result);
            for (int row = 0; row < texts.size(); row++) {
                String replaced = new String(texts.get(row), StandardCharsets.UTF_8);
                assertThat(replaced).contains("\uFFFD");
                assertThat(ReferenceEmbedding.cosine(vectors.get(row), reference.embed(replaced)))
                        .isGreaterThan(0.9999);
            }
        }
    }

    @Test
    void textsAreCutToTheTokensAsked() throws Exception {
        String text = String.join(" ", Texts.SENTENCES);
        try (ReferenceEmbedding eight = new ReferenceEmbedding(MODEL, TOKENIZER, 8)) {
            assertThat(eight.tokens(text)).isEqualTo(8);

            List<float[]> vectors = embed(MINILM.maxTokens(8), List.of(text));

            assertThat(ReferenceEmbedding.cosine(vectors.get(0), eight.embed(text)))
                    .isGreaterThan(0.9999);
        }
    }

    @Test
    void moreTokensThanTheModelTakesAreAnsweredWithTheCure() {
        String text = String.join(" ", Collections.nCopies(40, Texts.SENTENCES.get(9)));

        assertThatThrownBy(() -> embed(MINILM.maxTokens(600), List.of(text)))
                .isInstanceOfSatisfying(
                        PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USER))
                .hasMessageContaining("row 0 of the batch (600 tokens): Cannot run model")
                .hasMessageContaining("Lower TextEmbedding.maxTokens");
    }

    @Test
    void vectorsHaveLengthOneUnlessAskedOtherwise() throws Exception {
        List<String> texts = Texts.SENTENCES;

        assertThat(embed(MINILM, texts)).allSatisfy(v -> assertThat(length(v)).isBetween(0.99999, 1.00001));
        assertThat(embed(MINILM.unnormalized(), texts))
                .noneSatisfy(v -> assertThat(length(v)).isBetween(0.99, 1.01));
    }

    private static double length(float[] vector) {
        double squares = 0;
        for (float v : vector) {
            squares += (double) v * v;
        }
        return Math.sqrt(squares);
    }

    @Test
    void theFirstTokensVectorIsAnotherThanTheMean() throws Exception {
        List<float[]> mean = embed(MINILM, List.of("bucket"));
        List<float[]> first = embed(MINILM.pooling(Pooling.CLS), List.of("bucket"));

        assertThat(ReferenceEmbedding.cosine(mean.get(0), first.get(0))).isLessThan(0.99);
    }

    @Test
    void paddingIsSmallAndCounted() throws Exception {
        try (TestContext counted = new TestContext(cache);
                BatchFunction function = MINILM.tokenBudget(256).open(counted);
                RecordBatch batch = Texts.batch(counted.allocator(), Texts.random(128, 2, new Random(5)));
                RecordBatch result = function.apply(batch)) {
            assertThat(result.rowCount()).isEqualTo(128);
            long real = counted.figure("tokens.real");
            assertThat(real).isGreaterThan(128 * 3);
            assertThat(counted.figure("tokens.padded")).isBetween(real, real * 5 / 4);
            assertThat(counted.figure("model.runs")).isBetween(real / 256, real / 64);
            assertThat(counted.figure("memory.resident.peak")).isGreaterThan(0);
        }
    }

    @Test
    void actorsShareSessionTokenizerAndCalibration() throws Exception {
        try (TestContext fresh = new TestContext(cache);
                BatchFunction first = MINILM.open(fresh);
                BatchFunction second = MINILM.open(fresh)) {
            assertThat(first).isNotSameAs(second);
            assertThat(fresh.made()).isEqualTo(3);
        }
    }

    @Test
    void noCopyOfTheModelStaysBehindWhereNoCacheCanBeWritten(@TempDir Path folder) throws Exception {
        Path noDirectory = Files.writeString(folder.resolve("cache"), "a file");
        String cacheBefore = System.setProperty("pelton.cache", noDirectory.toString());
        try {
            assertThatNoCopyStaysBehind();
        } finally {
            if (cacheBefore == null) {
                System.clearProperty("pelton.cache");
            } else {
                System.setProperty("pelton.cache", cacheBefore);
            }
        }
    }

    private void assertThatNoCopyStaysBehind() throws Exception {
        Set<Path> before = copiesOfModels();
        TextEmbedding embedding = TextEmbedding.of(OnnxModel.fromClasspath(MODEL))
                .tokenizer(TOKENIZER)
                .from("text");
        embedding.fingerprint();
        assertThat(copiesOfModels()).as("one copy from planning on").hasSize(before.size() + 1);

        try (TestContext fresh = new TestContext(cache);
                BatchFunction function = embedding.open(fresh)) {
            assertThat(function).isNotNull();
            assertThat(copiesOfModels()).isEqualTo(before);
        }
    }

    private static Set<Path> copiesOfModels() throws Exception {
        String own = "pelton-model-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(f -> f.getFileName().toString().startsWith(own)).collect(Collectors.toSet());
        }
    }

    @Test
    void columnsThatAreNoTextAreRefusedBeforeAnyWork() {
        Schema schema = new Schema(List.of(Field.nullable("text", new ArrowType.Int(64, true))));

        assertThatThrownBy(() -> MINILM.outputSchema(schema))
                .isInstanceOfSatisfying(
                        PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USER))
                .hasMessage(
                        "Cannot run 'TextEmbedding all-minilm-l6-v2.onnx': model input 'input_ids' is made of strings"
                                + " but column 'text' holds int64. Name a column of strings in TextEmbedding.from(..), or"
                                + " bind numbers with OnnxModel.bind.");
        assertThatThrownBy(() -> MINILM.from("gloss").outputSchema(schema))
                .hasMessage(
                        "Cannot run 'TextEmbedding all-minilm-l6-v2.onnx': expected a column 'gloss' but the input has"
                                + " [text]. Name the column of texts in TextEmbedding.from(..).");
    }

    @Test
    void whatIsNotSaidIsAskedFor() {
        OnnxModel model = OnnxModel.fromClasspath(MODEL);
        Schema schema = new Schema(List.of(Field.nullable("text", new ArrowType.Utf8())));

        assertThatThrownBy(() -> TextEmbedding.of(model).from("text").outputSchema(schema))
                .hasMessageContaining("expected a tokenizer but none is named");
        assertThatThrownBy(() -> TextEmbedding.of(model).tokenizer(TOKENIZER).outputSchema(schema))
                .hasMessageContaining("expected a column of texts but none is named");
        assertThatThrownBy(() -> MINILM.output("pooler_output").outputSchema(schema))
                .hasMessageContaining("expected an output 'pooler_output' but it gives [last_hidden_state [");
        assertThatThrownBy(() -> MINILM.tokenBudget(0)).hasMessageContaining("1 <= tokenBudget <= 65536 but found 0");
    }

    @Test
    void aTokenizerThatIsNoneIsRefused() throws Exception {
        Path file = Files.writeString(cache.resolve("broken-tokenizer.json"), "{\"version\": \"1.0\"");

        assertThatThrownBy(() -> embed(MINILM.tokenizer(file.toString()), List.of("bucket")))
                .isInstanceOfSatisfying(
                        PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USER))
                .hasMessageContaining("expected a Hugging Face tokenizer.json");
        assertThatThrownBy(() -> MINILM.tokenizer("no-such.json").fingerprint())
                .hasMessageContaining("Cannot read 'no-such.json': no such file");
    }

    @Test
    void theBudgetIsPartOfTheFingerprintWhereItChangesVectors() {
        TextEmbedding small = TextEmbedding.of(OnnxModel.fromClasspath("all-minilm-l6-v2-q.onnx"))
                .tokenizer(TOKENIZER)
                .from("text");

        assertThat(small.tokenBudget(256).fingerprint()).isNotEqualTo(small.fingerprint());
    }

    @Test
    void theFingerprintFollowsWhatChangesVectors() {
        String fingerprint = MINILM.fingerprint();

        assertThat(MINILM.tokenBudget(17).fingerprint()).isEqualTo(fingerprint);
        assertThat(List.of(
                        MINILM.maxTokens(17),
                        MINILM.pooling(Pooling.CLS),
                        MINILM.unnormalized(),
                        MINILM.into("v"),
                        MINILM.from("gloss"),
                        TextEmbedding.of(OnnxModel.fromClasspath("all-minilm-l6-v2-q.onnx"))
                                .tokenizer(TOKENIZER)
                                .from("text")))
                .extracting(TextEmbedding::fingerprint)
                .doesNotContain(fingerprint);
    }
}
