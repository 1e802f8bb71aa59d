// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static io.pelton.inference.TinyOnnx.FREE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How rows become tensors of a model's shape, and back. */
class OnnxModelShapesTest extends OnnxModelFixture {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void rowsKeepTheirOrderInRunsOfAnySize(int budget) throws Exception {
        OnnxModel model = model(new TinyOnnx()
                        .input("x", FLOAT, FREE)
                        .output("fixed", FLOAT, FREE)
                        .output("free", FLOAT, FREE, FREE)
                        .weights("axes", new long[] {1}, 1)
                        .identity("x", "fixed")
                        .node("Unsqueeze", new String[] {"x", "axes"}, new String[] {"free"}))
                .rowBudget(budget);

        try (RecordBatch result = run(model, batch(floats("x", 5, 4, 3, 2, 1)))) {
            assertThat(values(result, "fixed")).isEqualTo(values(result, "x"));
            assertThat(values(result, "free"))
                    .containsExactly(List.of(5f), List.of(4f), List.of(3f), List.of(2f), List.of(1f));
        }
    }

    private OnnxModel ofOneNode(String operator, float[] weights, long... dims) throws Exception {
        return model(new TinyOnnx()
                .input("x", FLOAT, dims)
                .output("y", FLOAT, FREE, FREE)
                .weights("w", weights, weights.length)
                .node(operator, new String[] {"x", "w"}, new String[] {"y"}));
    }

    @Test
    void onlyAModelThatDoesLittleForARowIsLight() throws Exception {
        assertThat(ofOneNode("Mul", new float[28], FREE, 28).light()).isTrue();
        assertThat(ofOneNode("Conv", new float[28], FREE, 28).light())
                .as("weights are used many times for a row")
                .isFalse();
        assertThat(ofOneNode("Mul", new float[20_000], FREE, 28).light())
                .as("many weights")
                .isFalse();
        assertThat(ofOneNode("Mul", new float[28], FREE, 2000).light())
                .as("large rows")
                .isFalse();
        assertThat(ofOneNode("Mul", new float[28], FREE, 4, 7).light())
                .as("each row is a matrix")
                .isFalse();
        assertThat(ofOneNode("Mul", new float[28], FREE, FREE).light())
                .as("rows of any size")
                .isFalse();
    }

    @Test
    void fixedSizeListsAreRowsOfATensor() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", FLOAT, FREE, 3)
                .output("y", FLOAT, FREE, 3)
                .node("Neg", new String[] {"x"}, new String[] {"y"}));

        try (RecordBatch result = run(model, batch(fixedLists("x", 3, 1, 2, 3, 4, 5, 6)))) {
            assertThat(result.column("y").getField().getType()).isEqualTo(new ArrowType.FixedSizeList(3));
            assertThat(values(result, "y")).containsExactly(List.of(-1f, -2f, -3f), List.of(-4f, -5f, -6f));
        }
    }

    @Test
    void rowsOfASliceAreThoseOfTheSlice() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", FLOAT, FREE, 2)
                .output("y", FLOAT, FREE, 2)
                .identity("x", "y"));

        try (RecordBatch whole = batch(fixedLists("x", 2, 1, 2, 3, 4, 5, 6, 7, 8));
                RecordBatch result = run(model, whole.slice(1, 2))) {
            assertThat(values(result, "y")).containsExactly(List.of(3f, 4f), List.of(5f, 6f));
        }
    }

    @Test
    void aFlatListIsCutIntoTheModelsDimensions() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", FLOAT, FREE, 2, 2)
                .output("y", FLOAT, FREE, 2, 2)
                .identity("x", "y"));

        try (RecordBatch result = run(model, batch(fixedLists("x", 4, 1, 2, 3, 4, 5, 6, 7, 8)))) {
            assertThat(values(result, "y"))
                    .containsExactly(
                            List.of(List.of(1f, 2f), List.of(3f, 4f)), List.of(List.of(5f, 6f), List.of(7f, 8f)));
        }
    }

    @Test
    void nestedListsGoThroughAndBack() throws Exception {
        OnnxModel cut = model(new TinyOnnx()
                .input("x", FLOAT, FREE, 2, 2)
                .output("y", FLOAT, FREE, 2, 2)
                .identity("x", "y"));
        try (RecordBatch nested = run(cut, batch(fixedLists("x", 4, 1, 2, 3, 4, 5, 6, 7, 8)))) {
            OnnxModel model = OnnxModel.fromPath(new TinyOnnx()
                            .input("y", FLOAT, FREE, FREE, 2)
                            .output("z", FLOAT, FREE, FREE, 2)
                            .identity("y", "z")
                            .write(directory.resolve("nested.onnx"))
                            .toString())
                    .rowBudget(1);

            try (RecordBatch result = run(model, nested.slice(0, 2))) {
                assertThat(result.column("z").getField().getType()).isEqualTo(new ArrowType.List());
                assertThat(values(result, "z")).isEqualTo(values(nested, "y"));
            }
        }
    }

    @Test
    void listsOfOneLengthAreRowsOfATensor() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", FLOAT, FREE, FREE)
                .output("y", FLOAT, FREE, FREE)
                .identity("x", "y"));

        try (RecordBatch result = run(model, batch(lists("x", new float[] {1, 2}, new float[] {3, 4})))) {
            assertThat(values(result, "y")).containsExactly(List.of(1f, 2f), List.of(3f, 4f));
        }
    }

    @Test
    void listsOfSeveralLengthsAreRefusedWithTheirRows() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", FLOAT, FREE, FREE)
                .output("y", FLOAT, FREE, FREE)
                .identity("x", "y"));

        assertThatThrownBy(() -> run(model, batch(lists("x", new float[] {1, 2}, new float[] {3}))))
                .isInstanceOf(PeltonException.class)
                .hasMessage("Cannot make model input 'x' of column 'x': expected lists of one length but found 2 values"
                        + " in row 0 and 1 in row 1 of the batch. Fill shorter ones up with OnnxModel.pad(\"x\", ..), or"
                        + " run one row at a time with OnnxModel.rowBudget(1).");
    }

    @Test
    void listsAreFilledUpToTheLongestWhereAsked() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                        .input("x", FLOAT, FREE, FREE)
                        .output("y", FLOAT, FREE, FREE)
                        .identity("x", "y"))
                .pad("x", -9);

        try (RecordBatch result =
                run(model, batch(lists("x", new float[] {1, 2, 3}, new float[] {}, new float[] {4})))) {
            assertThat(values(result, "y"))
                    .containsExactly(List.of(1f, 2f, 3f), List.of(-9f, -9f, -9f), List.of(4f, -9f, -9f));
        }
    }

    @Test
    void aModelOfOneRowRunsRowByRow() throws Exception {
        OnnxModel model = model(
                new TinyOnnx().input("x", FLOAT, 1, 2).output("y", FLOAT, 1, 2).identity("x", "y"));

        try (RecordBatch result = run(model, batch(fixedLists("x", 2, 1, 2, 3, 4)))) {
            assertThat(values(result, "y")).containsExactly(List.of(1f, 2f), List.of(3f, 4f));
            assertThat(contexts.get(0).figure("model.runs")).isEqualTo(2);
        }
    }
}
