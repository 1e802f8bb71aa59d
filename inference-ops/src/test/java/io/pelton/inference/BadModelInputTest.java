// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pelton.dataset.BatchMap;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.arrow.vector.VarCharVector;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models and texts as bad as they come, through the engine: what users are told, and what is left of earlier output. */
@Timeout(60)
class BadModelInputTest {
    private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";
    private static final int WORDS = 30_522;
    private static final String FETCH = ". The file is damaged or something else: fetch it again.";

    @TempDir
    Path folder;

    private Path model;

    record Text(long id, @Nullable String text) {}

    record Pair(float a, String b) {}

    @BeforeEach
    void writeModel() throws IOException {
        model = textModel("model.onnx", 1);
    }

    /** A model that gives each token four numbers, which depend on the token alone. */
    private Path textModel(String name, float scale) throws IOException {
        float[] weights = new float[WORDS * 4];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = scale * (float) Math.sin(i * 0.7);
        }
        return new TinyOnnx()
                .input("input_ids", 7, TinyOnnx.FREE, TinyOnnx.FREE)
                .output("last_hidden_state", 1, TinyOnnx.FREE, TinyOnnx.FREE, 4)
                .weights("words", weights, WORDS, 4)
                .node("Gather", new String[] {"words", "input_ids"}, new String[] {"last_hidden_state"})
                .write(folder.resolve(name));
    }

    private static TextEmbedding embedding(Path file) {
        return TextEmbedding.of(OnnxModel.fromPath(file.toString()))
                .tokenizer(TOKENIZER)
                .from("text")
                .into("embedding")
                .unnormalized();
    }

    private void embed(Path file) {
        Dataset.fromRecords(new Text(1, "bucket"))
                .infer(embedding(file), Compute.actors(1, 1))
                .writeParquet(output())
                .run();
    }

    private String output() {
        return folder.resolve("out").toString();
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThat(refusal(call)).hasMessage(message);
    }

    private static PeltonException refusal(ThrowingCallable call) {
        PeltonException failure = catchThrowableOfType(PeltonException.class, call);
        assertThat(failure).as("what was thrown").isNotNull();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.USER);
        return failure;
    }

    @Test
    void modelsThatAreMissingOrDamagedAreNamedBeforeAnyWork() throws IOException {
        Path missing = folder.resolve("no.onnx");
        byte[] bytes = Files.readAllBytes(model);
        Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(bytes, 100_000));
        Path empty = Files.write(folder.resolve("empty.onnx"), new byte[0]);
        Path text = Files.writeString(folder.resolve("text.onnx"), "404: Not Found");

        assertThat(refusal(() -> embed(missing)))
                .hasMessageStartingWith("Cannot read '" + missing + "': no such file. Check the path");
        assertThat(refusal(() -> embed(cut)))
                .hasMessageStartingWith(
                        "Cannot load model '" + cut + "': expected an ONNX model but the bytes end at 100000 where ")
                .hasMessageEndingWith(FETCH);
        refused(
                () -> embed(empty),
                "Cannot load model '" + empty + "': expected an ONNX model but it holds no graph" + FETCH);
        assertThat(refusal(() -> embed(text)))
                .hasMessageStartingWith("Cannot load model '" + text + "': expected an ONNX model but ")
                .hasMessageEndingWith(FETCH);
        assertThat(Path.of(output())).doesNotExist();
    }

    @Test
    void aModelThatOnnxRuntimeRefusesIsNamedWithItsStage() throws IOException {
        Path broken = new TinyOnnx()
                .input("input_ids", 7, TinyOnnx.FREE, TinyOnnx.FREE)
                .output("last_hidden_state", 1, TinyOnnx.FREE, TinyOnnx.FREE, 4)
                .node("Gather", new String[] {"gone", "input_ids"}, new String[] {"last_hidden_state"})
                .write(folder.resolve("broken.onnx"));

        assertThat(refusal(() -> embed(broken)))
                .hasMessageStartingWith(
                        "Cannot start stage 1 'TextEmbedding broken.onnx': Cannot load model '" + broken + "': ")
                .hasMessageContaining("gone")
                .hasMessageEndingWith("fetch or export it again.");
        assertThat(folder.resolve("out/_SUCCESS")).doesNotExist();
    }

    @Test
    void columnsOfAnotherTypeThanTheModelsAreRefusedBeforeAnyWork() throws IOException {
        Dataset pairs = Dataset.fromRecords(new Pair(1, "x"));
        Path doubled = new TinyOnnx()
                .input("a", 7, TinyOnnx.FREE)
                .output("y", 7, TinyOnnx.FREE)
                .identity("a", "y")
                .write(folder.resolve("ints.onnx"));

        refused(
                () -> pairs.infer(embedding(model).from("a"), Compute.actors(1, 1)),
                "Cannot run 'TextEmbedding model.onnx': model input 'input_ids' is made of strings but column 'a' holds"
                        + " float32. Name a column of strings in TextEmbedding.from(..), or bind numbers with"
                        + " OnnxModel.bind.");
        refused(
                () -> pairs.infer(embedding(model), Compute.actors(1, 1)),
                "Cannot run 'TextEmbedding model.onnx': expected a column 'text' but the input has [a, b]. Name the"
                        + " column of texts in TextEmbedding.from(..).");
        assertThat(refusal(() -> pairs.infer(OnnxModel.fromPath(doubled.toString()), Compute.actors(1, 1))))
                .hasMessageStartingWith("Cannot run 'OnnxModel ints.onnx': model input 'a' takes ")
                .hasMessageContaining("column 'a' holds [rows] float32");
    }

    @Test
    void aModelThatHasChangedSinceIsRefusedAndTheOutputKept() throws IOException {
        embed(model);
        Map<String, String> before = content(Path.of(output()));

        textModel("model.onnx", 2);

        assertThat(refusal(() -> embed(model)))
                .hasMessageStartingWith("Cannot resume the job in " + output() + ": expected the job that began it but"
                        + " the model or code of 'TextEmbedding model.onnx' has changed (was of fingerprint ")
                .hasMessageEndingWith(" Restore the earlier pipeline and input, write to another folder, or replace the"
                        + " output with --existing overwrite (-Dpelton.existing=overwrite).");
        assertThat(content(Path.of(output()))).isEqualTo(before);
    }

    private static Map<String, String> content(Path root) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(root.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return content;
    }

    @Test
    void nullsEmptyHugeAndStrangeTextsHaveTheirVectorsInTheOutput() {
        List<@Nullable String> texts = Arrays.asList(
                null, "", "x".repeat(100_000), "water ".repeat(16_667), "👩‍👩‍👧 🚀", "\0 nul", "bytes", "bucket");
        List<Text> rows = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            rows.add(new Text(i, texts.get(i)));
        }

        Dataset.fromRecords(rows)
                .mapBatches(
                        BatchMap.of(context -> batch -> spoiled(batch, context)).named("spoil"), Compute.tasks(1))
                .infer(embedding(model), Compute.actors(1, 2))
                .writeParquet(output())
                .run();

        List<Map<String, @Nullable Object>> read = Dataset.readParquet(output()).take(20);
        assertThat(read).extracting(row -> row.get("id")).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(read.get(0).get("embedding")).isNull();
        for (Map<String, @Nullable Object> row : read.subList(1, read.size())) {
            assertThat((List<?>) requireNonNull(row.get("embedding")))
                    .as("vector of row %s", row.get("id"))
                    .hasSize(4)
                    .doesNotContainNull()
                    .allSatisfy(
                            value -> assertThat(((Number) value).floatValue()).isFinite());
        }
        assertThat(read.get(3).get("embedding")).isNotEqualTo(read.get(7).get("embedding"));
    }

    /** The batch with bytes that are no text where a text says {@code bytes}. */
    private static RecordBatch spoiled(RecordBatch batch, OperatorContext context) {
        byte[] noText = {(byte) 0xff, (byte) 0xc3, 0x28, (byte) 0xed, (byte) 0xa0, (byte) 0x80};
        VarCharVector from = (VarCharVector) batch.column("text");
        VarCharVector to = new VarCharVector("text", context.allocator());
        to.allocateNew();
        for (int i = 0; i < batch.rowCount(); i++) {
            if (from.isNull(i)) {
                to.setNull(i);
            } else {
                to.setSafe(i, from.getObject(i).toString().equals("bytes") ? noText : from.get(i));
            }
        }
        to.setValueCount(batch.rowCount());
        return batch.append(List.of(to));
    }
}
