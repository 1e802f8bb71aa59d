// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static io.pelton.inference.TinyOnnx.FREE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxModelTest {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int STRING = 8;
    private static final ArrowType SINGLE = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);

    @TempDir
    Path directory;

    private BufferAllocator allocator;
    private final List<TestContext> contexts = new ArrayList<>();

    @BeforeEach
    void open() {
        allocator = new org.apache.arrow.memory.RootAllocator();
    }

    @AfterEach
    void close() throws Exception {
        for (TestContext context : contexts) {
            context.close();
        }
        allocator.close();
    }

    private OnnxModel model(TinyOnnx tiny) throws IOException {
        return OnnxModel.fromPath(tiny.write(directory.resolve("tiny.onnx")).toString());
    }

    private TestContext context(Schema schema) {
        TestContext context = new TestContext(schema, directory);
        contexts.add(context);
        return context;
    }

    /** Runs a model over a batch, which it closes; the caller closes the result. */
    private RecordBatch run(OnnxModel model, RecordBatch batch) throws Exception {
        try (batch;
                BatchFunction function = model.open(context(batch.schema()))) {
            RecordBatch result = function.apply(batch);
            assertThat(result.schema()).isEqualTo(model.outputSchema(batch.schema()));
            assertThat(result.rowCount()).isEqualTo(batch.rowCount());
            return result;
        }
    }

    private static RecordBatch batch(FieldVector... columns) {
        return RecordBatch.of(List.of(columns), columns[0].getValueCount());
    }

    private static List<Object> values(RecordBatch batch, String column) {
        FieldVector vector = batch.column(column);
        List<Object> values = new ArrayList<>();
        for (int row = 0; row < vector.getValueCount(); row++) {
            values.add(vector.getObject(row));
        }
        return values;
    }

    private Float4Vector floats(String name, float... values) {
        Float4Vector vector = new Float4Vector(name, allocator);
        vector.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
            vector.set(i, values[i]);
        }
        vector.setValueCount(values.length);
        return vector;
    }

    private BigIntVector longs(String name, long... values) {
        BigIntVector vector = new BigIntVector(name, allocator);
        vector.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
            vector.set(i, values[i]);
        }
        vector.setValueCount(values.length);
        return vector;
    }

    private FixedSizeListVector fixedLists(String name, int size, float... values) {
        FixedSizeListVector lists = FixedSizeListVector.empty(name, size, allocator);
        Float4Vector floats = (Float4Vector)
                lists.addOrGetVector(FieldType.notNullable(SINGLE)).getVector();
        lists.setInitialCapacity(values.length / size);
        lists.allocateNew();
        for (int i = 0; i < values.length; i++) {
            floats.set(i, values[i]);
        }
        for (int row = 0; row < values.length / size; row++) {
            lists.setNotNull(row);
        }
        lists.setValueCount(values.length / size);
        return lists;
    }

    private ListVector lists(String name, float[]... rows) {
        ListVector lists = ListVector.empty(name, allocator);
        Float4Vector floats =
                (Float4Vector) lists.addOrGetVector(FieldType.nullable(SINGLE)).getVector();
        int at = 0;
        for (int row = 0; row < rows.length; row++) {
            lists.startNewValue(row);
            for (float value : rows[row]) {
                floats.setSafe(at++, value);
            }
            lists.endValue(row, rows[row].length);
        }
        lists.setValueCount(rows.length);
        return lists;
    }

    private static FieldVector filled(FieldVector vector, java.util.function.IntConsumer set) {
        vector.setInitialCapacity(3);
        vector.allocateNew();
        for (int i = 0; i < 3; i++) {
            set.accept(i);
        }
        vector.setValueCount(3);
        return vector;
    }

    /** A column of three values in each type that has tensors. */
    private enum Column {
        FLOAT32(1) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                Float4Vector v = new Float4Vector("x", allocator);
                return filled(v, i -> v.set(i, i - 1.5f));
            }
        },
        FLOAT64(11) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                Float8Vector v = new Float8Vector("x", allocator);
                return filled(v, i -> v.set(i, i - Math.PI));
            }
        },
        FLOAT16(10) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                Float2Vector v = new Float2Vector("x", allocator);
                return filled(v, i -> v.setWithPossibleTruncate(i, i - 0.25f));
            }
        },
        INT8(3) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                TinyIntVector v = new TinyIntVector("x", allocator);
                return filled(v, i -> v.set(i, i - 128));
            }
        },
        UINT8(2) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                UInt1Vector v = new UInt1Vector("x", allocator);
                return filled(v, i -> v.set(i, i + 250));
            }
        },
        INT16(5) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                SmallIntVector v = new SmallIntVector("x", allocator);
                return filled(v, i -> v.set(i, i - 32768));
            }
        },
        INT32(6) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                IntVector v = new IntVector("x", allocator);
                return filled(v, i -> v.set(i, Integer.MIN_VALUE + i));
            }
        },
        INT64(7) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                BigIntVector v = new BigIntVector("x", allocator);
                return filled(v, i -> v.set(i, Long.MIN_VALUE + i));
            }
        },
        BOOL(9) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                BitVector v = new BitVector("x", allocator);
                return filled(v, i -> v.set(i, i % 2));
            }
        },
        STRING(8) {
            @Override
            FieldVector make(BufferAllocator allocator) {
                VarCharVector v = new VarCharVector("x", allocator);
                return filled(
                        v, i -> v.setSafe(i, List.of("", "wörter", "😀").get(i).getBytes(StandardCharsets.UTF_8)));
            }
        };

        private final int onnx;

        Column(int onnx) {
            this.onnx = onnx;
        }

        abstract FieldVector make(BufferAllocator allocator);
    }

    static Stream<Arguments> typesAndShapes() {
        return Stream.of(Column.values())
                .flatMap(type -> Stream.of(new long[] {FREE}, new long[] {FREE, 1}, new long[] {FREE, FREE})
                        .map(dims -> Arguments.of(type, dims)));
    }

    @ParameterizedTest
    @MethodSource("typesAndShapes")
    void valuesOfEveryTypeComeBackAsTheyWere(Column type, long[] dims) throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", type.onnx, dims)
                .output("y", type.onnx, dims)
                .identity("x", "y"));

        try (RecordBatch result = run(model, batch(type.make(allocator)))) {
            List<Object> expected = values(result, "x");
            if (dims.length == 2 && dims[1] == FREE) {
                expected.replaceAll(List::of);
            }
            assertThat(values(result, "y")).isEqualTo(expected);
        }
    }

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
                        float x = -(from + row);
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
    void numbersAreConvertedWhereAsked() throws Exception {
        OnnxModel strict = model(new TinyOnnx()
                        .input("features", FLOAT, FREE, 3)
                        .output("y", FLOAT, FREE, 3)
                        .identity("features", "y"))
                .bind("features", "whole", "wide", "flag");
        Float8Vector wide = new Float8Vector("wide", allocator);
        filled(wide, i -> wide.set(i, i + 0.1));
        BitVector flag = new BitVector("flag", allocator);
        filled(flag, i -> flag.set(i, i == 1 ? 1 : 0));

        try (RecordBatch result = run(strict.convertTypes(), batch(longs("whole", 1, -2, 3), wide, flag))) {
            assertThat(values(result, "y"))
                    .containsExactly(List.of(1f, 0.1f, 0f), List.of(-2f, 1.1f, 1f), List.of(3f, 2.1f, 0f));
            assertThatThrownBy(() -> strict.outputSchema(result.schema()))
                    .hasMessage("Cannot run 'OnnxModel tiny.onnx': model input 'features' takes [rows, 3] float32 but"
                            + " column 'whole' holds [rows] int64. Let it be converted with OnnxModel.convertTypes(), or"
                            + " bind another column with OnnxModel.bind(\"features\", ..).");
        }
    }

    @Test
    void bfloat16GoesInFromFloatAndComesOutAsFloat() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                        .input("x", 16, FREE)
                        .output("y", 16, FREE)
                        .identity("x", "y"))
                .convertTypes();

        try (RecordBatch result = run(model, batch(floats("x", 1, -2.5f, 1024)))) {
            assertThat(values(result, "y")).containsExactly(1f, -2.5f, 1024f);
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
    void typesWithoutColumnsAreRefusedOnlyIfTaken() throws Exception {
        OnnxModel model = model(new TinyOnnx()
                .input("x", FLOAT, FREE)
                .output("label", FLOAT, FREE)
                .sequenceOutput("probabilities")
                .identity("x", "label"));
        Schema schema = new Schema(List.of(Field.nullable("x", SINGLE)));

        assertThat(model.output("label", "label").outputSchema(schema).getFields())
                .hasSize(2);
        assertThatThrownBy(() -> model.outputSchema(schema)).hasMessageContaining("zipmap=False");
        assertThatThrownBy(() -> model.bind("x", "u").outputSchema(new Schema(List.of(uint32("u")))))
                .hasMessageContaining("column 'u' holds [rows] uint32. Bind another column");
    }

    private Field uint32(String name) {
        try (UInt4Vector vector = new UInt4Vector(name, allocator)) {
            return vector.getField();
        }
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
        assertThat(model(tiny).sha256()).isNotEqualTo(before);
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
