// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static io.pelton.inference.TinyOnnx.FREE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** The model's file and what is made of it: description, fingerprint, session. */
class OnnxModelFileTest extends OnnxModelFixture {
    @Test
    void describeTellsNamesTypesAndShapes() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("ids", INT64, FREE, 128)
                .input("w", FLOAT, 2)
                .weights("w", new float[] {1, 2}, 2)
                .output("texts", STRING, FREE)
                .output("same", INT64, FREE, 128)
                .identity("ids", "same"));

        assertThat(model.describe()).hasToString("""
                inputs:
                  ids [d0, 128] int64
                outputs:
                  texts [d0] string
                  same [d0, 128] int64""");
    }

    @Test
    void shapesThatTheFileDoesNotSayAreInferred() throws Exception {
        OnnxModel model = model(
                new TinyOnnx().input("x", FLOAT, FREE, 3).bareOutput("y").node("Neg", new String[] {"x"}, new String[] {
                    "y"
                }));

        assertThat(model.describe().outputs()).hasToString("[y [d0, 3] float32]");
    }

    @Test
    void weightsInAFileBesideTheModelAreLoadedAndCounted() throws Exception {
        Path weights = Files.write(directory.resolve("w.bin"), TinyOnnx.raw(new float[] {10, 20}));
        TinyOnnx tiny = new TinyOnnx()
                .input("x", FLOAT, FREE, 2)
                .output("y", FLOAT, FREE, 2)
                .externalWeights("w", "w.bin", 2)
                .node("Add", new String[] {"x", "w"}, new String[] {"y"});
        OnnxModel model = model(tiny);

        try (RecordBatch result = run(model, batch(fixedLists("x", 2, 1, 2)))) {
            assertThat(values(result, "y")).containsExactly(List.of(11f, 22f));
        }
        String before = model.sha256();
        Files.write(weights, TinyOnnx.raw(new float[] {30, 40}));
        OnnxModel changed = model(tiny);
        assertThat(changed.describe().inputs()).hasSize(1);
        Path away = Files.move(weights, directory.resolve("away.bin"));
        assertThatThrownBy(changed::sha256).hasMessageContaining("expected its weights in");
        Files.move(away, weights);
        assertThat(changed.sha256()).as("they are read anew").isNotEqualTo(before);
        Files.write(weights, TinyOnnx.raw(new float[] {50, 60}));
        assertThatThrownBy(() -> run(changed, batch(fixedLists("x", 2, 1, 2))))
                .as("weights that have changed meanwhile")
                .hasMessageContaining("it changed after the plan was made");
        Files.delete(weights);
        assertThatThrownBy(() -> model(tiny).sha256())
                .hasMessageContaining("expected its weights in")
                .hasMessageContaining("w.bin");
    }

    @Test
    void theFingerprintFollowsBytesAndBindingsButNotTheBudget() throws Exception {
        TinyOnnx tiny =
                new TinyOnnx().input("x", FLOAT, FREE).output("y", FLOAT, FREE).identity("x", "y");
        OnnxModel model = model(tiny);
        String fingerprint = model.fingerprint();

        assertThat(model.rowBudget(7).fingerprint()).isEqualTo(fingerprint);
        assertThat(model.bind("x", "z").fingerprint()).isNotEqualTo(fingerprint);
        assertThat(model.convertTypes().fingerprint()).isNotEqualTo(fingerprint);
        OnnxModel other = model(tiny.output("again", FLOAT, FREE).identity("x", "again"));
        assertThat(other.output("y", "y").fingerprint())
                .isNotEqualTo(model.output("y", "y").fingerprint());
    }

    @Test
    void aModelThatChangedAfterPlanningIsRefused() throws Exception {
        TinyOnnx tiny =
                new TinyOnnx().input("x", FLOAT, FREE).output("y", FLOAT, FREE).identity("x", "y");
        OnnxModel model = model(tiny);
        model.sha256();
        tiny.output("again", FLOAT, FREE).identity("x", "again").write(directory.resolve("tiny.onnx"));

        assertThatThrownBy(() -> run(model, batch(floats("x", 1))))
                .hasMessageContaining("it changed after the plan was made");
    }

    @Test
    void damagedAndMissingModelsAreNamed() throws Exception {
        Path text = Files.writeString(directory.resolve("text.onnx"), "this is not a model, whatever its name says");
        byte[] whole = new TinyOnnx()
                .input("x", FLOAT, FREE)
                .output("y", FLOAT, FREE)
                .identity("x", "y")
                .bytes();
        Path cut = Files.write(directory.resolve("cut.onnx"), java.util.Arrays.copyOf(whole, whole.length - 20));
        Path empty = Files.createFile(directory.resolve("empty.onnx"));

        assertUserError(() -> OnnxModel.fromPath(text.toString()).sha256(), "expected an ONNX model but");
        assertUserError(() -> OnnxModel.fromPath(cut.toString()).describe(), "expected an ONNX model but");
        assertUserError(() -> OnnxModel.fromPath(empty.toString()).describe(), "it holds no graph");
        assertUserError(() -> OnnxModel.fromPath("no/such.onnx").describe(), "no such file");
        assertUserError(() -> OnnxModel.fromClasspath("no-such.onnx").describe(), "no such resource on the class path");
        assertUserError(() -> OnnxModel.fromPath(directory.toString()).describe(), "it is not a file");
    }

    private static void assertUserError(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String part) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USER))
                .hasMessageContaining(part);
    }

    @Test
    void anOperatorThatOnnxRuntimeLacksIsNamedWithTheModel() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", FLOAT, FREE)
                .output("y", FLOAT, FREE)
                .node("NoSuchOperator", new String[] {"x"}, new String[] {"y"}));

        assertUserError(
                () -> run(model, batch(floats("x", 1))), "Cannot load model '" + directory.resolve("tiny.onnx"));
    }

    @Test
    void aProviderThatIsNotThereIsAnsweredWithThoseThatAre() throws Exception {
        OnnxModel model = model(
                new TinyOnnx().input("x", FLOAT, FREE).output("y", FLOAT, FREE).identity("x", "y"));

        assertUserError(() -> run(model.provider("cuda", 0), batch(floats("x", 1))), "this ONNX Runtime has [");
        assertUserError(() -> run(model.provider("abacus", 0), batch(floats("x", 1))), "Pelton knows cpu, cuda");
    }

    @Test
    void actorsShareOneSession() throws Exception {
        OnnxModel model = model(
                new TinyOnnx().input("x", FLOAT, FREE).output("y", FLOAT, FREE).identity("x", "y"));
        TestContext context = context(new Schema(List.of(Field.nullable("x", SINGLE))));

        try (BatchFunction first = model.open(context);
                BatchFunction second = model.open(context);
                RecordBatch batch = batch(floats("x", 1));
                RecordBatch one = first.apply(batch);
                RecordBatch two = second.apply(batch)) {
            assertThat(context.made()).as("a session and a calibration").isEqualTo(2);
            assertThat(values(one, "y")).isEqualTo(values(two, "y"));
        }
    }
}
