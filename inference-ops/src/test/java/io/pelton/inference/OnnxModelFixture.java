// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.RecordBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Models of a few nodes, written for one test, and columns to run them over. */
abstract class OnnxModelFixture {
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int STRING = 8;
    static final ArrowType SINGLE = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);

    @TempDir
    Path directory;

    BufferAllocator allocator;
    final List<TestContext> contexts = new ArrayList<>();

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

    OnnxModel model(TinyOnnx tiny) throws IOException {
        return OnnxModel.fromPath(tiny.write(directory.resolve("tiny.onnx")).toString());
    }

    TestContext context(Schema schema) {
        TestContext context = new TestContext(schema, directory);
        contexts.add(context);
        return context;
    }

    /** Runs a model over a batch, which it closes; the caller closes the result. */
    RecordBatch run(OnnxModel model, RecordBatch batch) throws Exception {
        try (batch;
                BatchFunction function = model.open(context(batch.schema()))) {
            RecordBatch result = function.apply(batch);
            assertThat(result.schema()).isEqualTo(model.outputSchema(batch.schema()));
            assertThat(result.rowCount()).isEqualTo(batch.rowCount());
            return result;
        }
    }

    static RecordBatch batch(FieldVector... columns) {
        return RecordBatch.of(List.of(columns), columns[0].getValueCount());
    }

    static List<Object> values(RecordBatch batch, String column) {
        FieldVector vector = batch.column(column);
        List<Object> values = new ArrayList<>();
        for (int row = 0; row < vector.getValueCount(); row++) {
            values.add(vector.getObject(row));
        }
        return values;
    }

    Float4Vector floats(String name, float... values) {
        Float4Vector vector = new Float4Vector(name, allocator);
        vector.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
            vector.set(i, values[i]);
        }
        vector.setValueCount(values.length);
        return vector;
    }

    BigIntVector longs(String name, long... values) {
        BigIntVector vector = new BigIntVector(name, allocator);
        vector.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
            vector.set(i, values[i]);
        }
        vector.setValueCount(values.length);
        return vector;
    }

    FixedSizeListVector fixedLists(String name, int size, float... values) {
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

    ListVector lists(String name, float[]... rows) {
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
}
