// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.internal.RowView;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.NullUnmarked;

/** Batches of Java values and back. Rows are maps from column to value. */
@NullUnmarked
public final class TestBatches {
    private TestBatches() {}

    /** A batch of rows. */
    public static RecordBatch of(BufferAllocator allocator, Schema schema, List<Map<String, Object>> rows) {
        List<FieldVector> vectors = new ArrayList<>();
        for (Field field : schema.getFields()) {
            FieldVector vector = field.createVector(allocator);
            vector.allocateNew();
            for (int i = 0; i < rows.size(); i++) {
                set(vector, i, rows.get(i).get(field.getName()));
            }
            vector.setValueCount(rows.size());
            vectors.add(vector);
        }
        return RecordBatch.of(schema, vectors, rows.size());
    }

    /** The rows of a batch. */
    public static List<Map<String, Object>> rows(RecordBatch batch) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < batch.rowCount(); i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (FieldVector vector : batch.columns()) {
                row.put(vector.getName(), RowView.value(vector, i));
            }
            rows.add(row);
        }
        return rows;
    }

    /** The values of one column. */
    public static List<Object> values(FieldVector vector) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < vector.getValueCount(); i++) {
            values.add(RowView.value(vector, i));
        }
        return values;
    }

    private static void set(FieldVector vector, int i, Object value) {
        if (value == null) {
            setNull(vector, i);
        } else if (vector instanceof BigIntVector v) {
            v.setSafe(i, ((Number) value).longValue());
        } else if (vector instanceof IntVector v) {
            v.setSafe(i, ((Number) value).intValue());
        } else if (vector instanceof SmallIntVector v) {
            v.setSafe(i, ((Number) value).shortValue());
        } else if (vector instanceof TinyIntVector v) {
            v.setSafe(i, ((Number) value).byteValue());
        } else if (vector instanceof UInt1Vector v) {
            v.setSafe(i, ((Number) value).byteValue());
        } else if (vector instanceof UInt8Vector v) {
            v.setSafe(i, ((Number) value).longValue());
        } else if (vector instanceof Float4Vector v) {
            v.setSafe(i, ((Number) value).floatValue());
        } else if (vector instanceof Float8Vector v) {
            v.setSafe(i, ((Number) value).doubleValue());
        } else if (vector instanceof BitVector v) {
            v.setSafe(i, (Boolean) value ? 1 : 0);
        } else if (vector instanceof VarCharVector v) {
            v.setSafe(i, ((String) value).getBytes(UTF_8));
        } else if (vector instanceof LargeVarCharVector v) {
            v.setSafe(i, ((String) value).getBytes(UTF_8));
        } else if (vector instanceof VarBinaryVector v) {
            v.setSafe(i, (byte[]) value);
        } else if (vector instanceof DecimalVector v) {
            v.setSafe(i, (BigDecimal) value);
        } else if (vector instanceof DateDayVector v) {
            v.setSafe(i, ((Number) value).intValue());
        } else if (vector instanceof TimeStampVector v) {
            v.setSafe(i, ((Number) value).longValue());
        } else {
            setNested(vector, i, value);
        }
    }

    private static void setNested(FieldVector vector, int i, Object value) {
        if (vector instanceof FixedSizeListVector v) {
            List<?> list = (List<?>) value;
            v.setNotNull(i);
            for (int e = 0; e < list.size(); e++) {
                set(v.getDataVector(), i * v.getListSize() + e, list.get(e));
            }
        } else if (vector instanceof ListVector v) {
            List<?> list = (List<?>) value;
            int start = v.startNewValue(i);
            for (int e = 0; e < list.size(); e++) {
                set((FieldVector) v.getDataVector(), start + e, list.get(e));
            }
            v.endValue(i, list.size());
        } else {
            StructVector struct = (StructVector) vector;
            struct.setIndexDefined(i);
            for (FieldVector child : struct.getChildrenFromFields()) {
                set(child, i, ((Map<?, ?>) value).get(child.getName()));
            }
        }
    }

    private static void setNull(FieldVector vector, int i) {
        if (vector instanceof BaseFixedWidthVector v) {
            while (v.getValueCapacity() <= i) {
                v.reAlloc();
            }
        }
        vector.setNull(i);
    }
}
