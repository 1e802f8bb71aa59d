// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static io.pelton.inference.TinyOnnx.FREE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.util.List;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which columns go into which inputs, and what is said when they do not fit. */
class OnnxModelBindingTest extends OnnxModelFixture {
    @Test
    void columnsStandSideBySideInTheOrderBound() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                        .input("features", FLOAT, FREE, 4)
                        .output("y", FLOAT, FREE, 4)
                        .identity("features", "y"))
                .bind("features", "b", "pair", "a")
                .output("y", "row");

        RecordBatch batch = batch(floats("a", 1, 2), floats("b", 3, 4), fixedLists("pair", 2, 5, 6, 7, 8));
        try (RecordBatch result = run(model, batch)) {
            assertThat(values(result, "row")).containsExactly(List.of(3f, 5f, 6f, 1f), List.of(4f, 7f, 8f, 2f));
        }
    }

    /** Tensors are kept from run to run: what an earlier one left there must not show. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64, 2000})
    void manyColumnsAndBatchesGoThroughRunsOfAnySize(int budget) throws Exception {
        OnnxModel model = model(new TinyOnnx()
                        .input("features", FLOAT, FREE, 3)
                        .output("y", FLOAT, FREE, 3)
                        .node("Neg", new String[] {"features"}, new String[] {"y"}))
                .bind("features", "a", "b", "c")
                .rowBudget(budget);
        int rows = 4000;
        try (RecordBatch whole =
                        batch(counting("a", 0, rows), counting("b", 10_000, rows), counting("c", 20_000, rows));
                BatchFunction function = model.open(context(whole.schema()))) {
            for (int from : new int[] {0, 100, 7, 3000}) {
                try (RecordBatch part = whole.slice(from, 1000 - from % 10);
                        RecordBatch result = function.apply(part)) {
                    for (int row = 0; row < result.rowCount(); row++) {
                        float x = -(float) (from + row);
                        assertThat(result.column("y").getObject(row)).isEqualTo(List.of(x, x - 10_000, x - 20_000));
                    }
                }
            }
        }
    }

    private Float4Vector counting(String name, int first, int rows) {
        float[] values = new float[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = first + i;
        }
        return floats(name, values);
    }

    @Test
    void onlyBoundColumnsAreRequired() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                        .input("features", FLOAT, FREE, 2)
                        .output("y", FLOAT, FREE, 2)
                        .identity("features", "y"))
                .bind("features", "b", "a");
        try (RecordBatch batch = batch(floats("a", 1), floats("b", 3), floats("c", 5))) {
            assertThat(model.requiredColumns(batch.schema())).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void anOutputReplacesTheColumnOfItsName() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                        .input("x", FLOAT, FREE)
                        .output("y", FLOAT, FREE)
                        .node("Neg", new String[] {"x"}, new String[] {"y"}))
                .output("y", "x");

        try (RecordBatch result = run(model, batch(floats("x", 1, 2), longs("id", 7, 8)))) {
            assertThat(result.schema().getFields().stream().map(Field::getName)).containsExactly("id", "x");
            assertThat(values(result, "x")).containsExactly(-1f, -2f);
        }
    }

    @Test
    void aMissingColumnIsNamedBeforeAnyWork() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", FLOAT, FREE, 2)
                .output("y", FLOAT, FREE)
                .identity("x", "y"));

        assertThatThrownBy(() -> model.outputSchema(new Schema(List.of(Field.nullable("z", SINGLE)))))
                .isInstanceOf(PeltonException.class)
                .hasMessage(
                        "Cannot run 'OnnxModel tiny.onnx': model input 'x' takes [rows, 2] float32 but the input has"
                                + " no column 'x', only [z]. Name its columns with OnnxModel.bind(\"x\", ..).");
    }

    @Test
    void aWrongTypeIsNamedBeforeAnyWork() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                        .input("input_ids", INT64, FREE, 128)
                        .output("y", INT64, FREE, 128)
                        .identity("input_ids", "y"))
                .bind("input_ids", "tokens");
        Field tokens = new Field(
                "tokens",
                FieldType.nullable(new ArrowType.FixedSizeList(96)),
                List.of(Field.nullable(ListVector.DATA_VECTOR_NAME, new ArrowType.Utf8())));

        assertThatThrownBy(() -> model.outputSchema(new Schema(List.of(tokens))))
                .isInstanceOf(PeltonException.class)
                .hasMessage(
                        "Cannot run 'OnnxModel tiny.onnx': model input 'input_ids' takes [rows, 128] int64 but column"
                                + " 'tokens' holds [rows, 96] string. Bind another column with OnnxModel.bind(\"input_ids\", ..).");
    }

    @Test
    void aWrongShapeIsNamedBeforeAnyWork() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", FLOAT, FREE, 3)
                .output("y", FLOAT, FREE, 3)
                .identity("x", "y"));

        try (RecordBatch batch = batch(fixedLists("x", 2, 1, 2), floats("a", 1), floats("b", 1))) {
            assertThatThrownBy(() -> model.outputSchema(batch.schema()))
                    .hasMessage(
                            "Cannot run 'OnnxModel tiny.onnx': model input 'x' takes [rows, 3] float32 but column 'x'"
                                    + " holds [rows, 2] float32. Make rows of 3 values, or bind another column with"
                                    + " OnnxModel.bind(\"x\", ..).");
            assertThatThrownBy(() -> model.bind("x", "a", "b").outputSchema(batch.schema()))
                    .hasMessage("Cannot run 'OnnxModel tiny.onnx': model input 'x' takes [rows, 3] float32 but columns"
                            + " [a, b] hold 2 values in a row together. Bind as many as the model takes with"
                            + " OnnxModel.bind(\"x\", ..).");
        }
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() throws Exception {
        OnnxModel model = model(
                new TinyOnnx().input("x", FLOAT, FREE).output("y", FLOAT, FREE).identity("x", "y"));
        Schema schema = new Schema(List.of(Field.nullable("x", SINGLE)));

        assertThatThrownBy(() -> model.bind("z", "x").outputSchema(schema))
                .hasMessage("Cannot run 'OnnxModel tiny.onnx': the model has no input 'z', only [x]. Take a name of"
                        + " OnnxModel.describe().");
        assertThatThrownBy(() -> model.output("z", "x").outputSchema(schema))
                .hasMessageContaining("the model has no output 'z', only [y]");
    }

    @Test
    void aSecondBindingOfAnInputIsRefusedWithTheFirst() {
        assertThatThrownBy(
                        () -> OnnxModel.fromPath("any.onnx").bind("x", "a", "b").bind("x", "c"))
                .hasMessage("Cannot bind input 'x': expected an unbound input but found columns [a, b].");
        assertThatThrownBy(() -> OnnxModel.fromPath("any.onnx").output("y", "a").output("y", "c"))
                .hasMessage("Cannot take output 'y': expected an output without a column but found column a.");
    }

    @Test
    void nullsAreRefusedWithColumnAndRow() throws Exception {
        OnnxModel model = model(
                new TinyOnnx().input("x", FLOAT, FREE).output("y", FLOAT, FREE).identity("x", "y"));
        Float4Vector column = floats("x", 1, 2, 3);
        column.setNull(1);

        assertThatThrownBy(() -> run(model, batch(column)))
                .isInstanceOfSatisfying(
                        PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USER))
                .hasMessage("Cannot make model input 'x' of column 'x': expected values but found null in row 1 of the"
                        + " batch. Leave such rows out with filter(col(\"x\").isNotNull()), or fill them.");
    }
}
