// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.inference.ElementType;
import io.pelton.inference.internal.Conversions.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tensors of one model input. A single column of the model's own type is given to ONNX Runtime where it lies;
 * several columns, other types, booleans and padded lists are copied into a buffer that is kept between runs.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
final class TensorInput implements AutoCloseable {
    /** The elements of a block of rows that are copied column by column: 16 KB of floats, half of a small L1 cache. */
    private static final int BLOCK_ELEMENTS = 4096;

    private final InputPlan plan;
    private final BufferAllocator allocator;
    private final List<Column> columns = new ArrayList<>();
    private final ElementType[] types;
    private final String[] names;

    /** Where the columns were in the last batch, which is where they are in the next. */
    private final int[] positions;

    private @Nullable ArrowBuf scratch;

    /** The tensor over {@link #scratch} as the last run had it; runs are mostly of one size. */
    private @Nullable OnnxTensor kept;

    private long[] keptDims = {};

    /** A tensor that serves one run. */
    private @Nullable OnnxTensor passing;

    /** A column of the batch at hand: its elements, and where each row's begin. */
    private record Column(
            FieldVector vector,
            FieldVector leaf,
            ElementType type,
            @Nullable ListVector lists,
            int width) {
        /** The first element of a row; {@code width} is the elements of a row, or of one item of a list. */
        int start(int row) {
            return (lists == null ? row : lists.getOffsetBuffer().getInt(4L * row)) * width;
        }

        int length(int row) {
            return (start(row + 1) - start(row)) / width;
        }

        ArrowBuf buffer() {
            return leaf.getDataBuffer();
        }

        ByteBuffer data() {
            ArrowBuf buffer = buffer();
            return buffer.nioBuffer(0, Math.toIntExact(buffer.capacity())).order(ByteOrder.nativeOrder());
        }
    }

    TensorInput(InputPlan plan, BufferAllocator allocator) {
        this.plan = plan;
        this.allocator = allocator;
        this.types = plan.columns().stream().map(c -> ColumnShape.of(c).type()).toArray(ElementType[]::new);
        this.names = plan.columns().stream().map(Field::getName).toArray(String[]::new);
        this.positions = new int[names.length];
    }

    /**
     * Takes the columns of a batch, which stay borrowed until the next.
     *
     * @throws PeltonException of kind {@code USER} if a value is null
     */
    void take(RecordBatch batch) {
        columns.clear();
        for (int i = 0; i < names.length; i++) {
            if (!isAt(batch, positions[i], names[i])) {
                positions[i] = batch.columns().indexOf(batch.column(names[i]));
            }
            columns.add(column(batch.column(positions[i]), types[i]));
        }
    }

    private static boolean isAt(RecordBatch batch, int position, String name) {
        return position < batch.columns().size()
                && batch.column(position).getName().equals(name);
    }

    private Column column(FieldVector vector, ElementType type) {
        requireNoNulls(vector, vector, 1);
        FieldVector leaf = vector;
        ListVector lists = null;
        int width = 1;
        while (leaf instanceof FixedSizeListVector || leaf instanceof ListVector) {
            if (leaf instanceof ListVector) {
                lists = (ListVector) leaf;
                leaf = lists.getDataVector();
            } else {
                FixedSizeListVector fixed = (FixedSizeListVector) leaf;
                width *= fixed.getListSize();
                leaf = fixed.getDataVector();
            }
            requireNoNulls(vector, leaf, lists == null ? width : 0);
        }
        return new Column(vector, leaf, type, lists, width);
    }

    private void requireNoNulls(FieldVector column, FieldVector values, int perRow) {
        if (values.getNullCount() == 0) {
            return;
        }
        int index = 0;
        while (!values.isNull(index)) {
            index++;
        }
        String row = perRow > 0 ? " in row " + index / perRow + " of the batch" : "";
        throw PeltonException.user("Cannot make model input '" + plan.spec().name() + "' of column '" + column.getName()
                + "': expected values but found null" + row
                + ". Leave such rows out with filter(col(\"" + column.getName() + "\").isNotNull()), or fill them.");
    }

    /** The tensor of some rows of the batch; it serves until the next call or {@link #done}. */
    OnnxTensor tensor(OrtEnvironment environment, int from, int to) throws OrtException {
        done();
        Column first = columns.get(0);
        int listLength = first.lists() == null ? 1 : listLength(first, from, to);
        long[] dims = dims(to - from, listLength);
        if (plan.spec().type() == ElementType.STRING) {
            passing = OnnxTensor.createTensor(environment, strings(first, from, to, listLength), dims);
            return passing;
        }
        boolean inPlace = columns.size() == 1 && first.type() == plan.spec().type() && first.type() != ElementType.BOOL;
        if (inPlace && first.start(to) - first.start(from) == (to - from) * listLength * first.width()) {
            int size = Conversions.bytes(first.type());
            ByteBuffer data = first.data();
            data.position(first.start(from) * size).limit(first.start(to) * size);
            passing = tensor(environment, data.slice().order(ByteOrder.nativeOrder()), dims);
            return passing;
        }
        return copied(environment, from, to, listLength, dims);
    }

    /** Lets go of what a run was given that the next one cannot use. */
    void done() {
        if (passing != null) {
            passing.close();
            passing = null;
        }
    }

    private OnnxTensor copied(OrtEnvironment environment, int from, int to, int listLength, long[] dims)
            throws OrtException {
        ArrowBuf memory = copied(from, to, listLength);
        OnnxTensor tensor = kept;
        if (tensor == null || !Arrays.equals(dims, keptDims)) {
            forget();
            ByteBuffer data = memory.nioBuffer(0, bytes(to - from, listLength)).order(ByteOrder.nativeOrder());
            tensor = tensor(environment, data, dims);
            kept = tensor;
            keptDims = dims;
        }
        return tensor;
    }

    private void forget() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }

    private OnnxTensor tensor(OrtEnvironment environment, ByteBuffer data, long[] dims) throws OrtException {
        return OnnxTensor.createTensor(
                environment, data, dims, javaType(plan.spec().type()));
    }

    static OnnxJavaType javaType(ElementType type) {
        return switch (type) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case DOUBLE -> OnnxJavaType.DOUBLE;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
            case INT8 -> OnnxJavaType.INT8;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case STRING -> OnnxJavaType.STRING;
            case UINT16, UINT32, UINT64, OTHER -> OnnxJavaType.UNKNOWN;
        };
    }

    private long[] dims(int rows, int listLength) {
        long[] dims = new long[plan.rowDims().size() + 1];
        dims[0] = rows;
        for (int i = 1; i < dims.length; i++) {
            int dim = plan.rowDims().get(i - 1);
            dims[i] = dim == ColumnShape.VARIES ? listLength : dim;
        }
        return dims;
    }

    private int listLength(Column column, int from, int to) {
        int length = column.length(from);
        for (int row = from + 1; row < to; row++) {
            int other = column.length(row);
            if (other != length && plan.padding() == null) {
                throw PeltonException.user(
                        "Cannot make model input '" + plan.spec().name() + "' of column '"
                                + column.vector().getName() + "': expected lists of one length but found " + length
                                + " values in row " + from + " and " + other + " in row " + row
                                + " of the batch. Fill shorter ones up with OnnxModel.pad(\""
                                + plan.spec().name()
                                + "\", ..), or run one row at a time with OnnxModel.rowBudget(1).");
            }
            length = Math.max(length, other);
        }
        requireLength(column, length);
        return length;
    }

    private void requireLength(Column column, int length) {
        var shape = plan.spec().shape();
        if (shape != null && shape.get(1).isFixed() && shape.get(1).size() != length) {
            throw PeltonException.user("Cannot make model input '" + plan.spec().name() + "' of column '"
                    + column.vector().getName() + "': it takes " + InputPlan.rows(plan.spec()) + " but found lists of "
                    + length + " values. Make them of one length, or bind another column with OnnxModel.bind(\""
                    + plan.spec().name() + "\", ..).");
        }
    }

    private int rowElements(int listLength) {
        int elements = 0;
        for (Column column : columns) {
            elements += column.width() * listLength;
        }
        return elements;
    }

    private int bytes(int rows, int listLength) {
        return Math.toIntExact((long) rows
                * rowElements(listLength)
                * Conversions.bytes(plan.spec().type()));
    }

    private ArrowBuf copied(int from, int to, int listLength) {
        int rowElements = rowElements(listLength);
        ArrowBuf out = scratch(bytes(to - from, listLength));
        // Columns are written across the rows: in blocks of rows whose memory stays in the cache from column to column.
        int atOnce = Math.max(1, BLOCK_ELEMENTS / Math.max(1, rowElements));
        for (int first = from; first < to; first += atOnce) {
            int last = Math.min(to, first + atOnce);
            int at = (first - from) * rowElements;
            for (int c = 0; c < columns.size(); c++) {
                Column column = columns.get(c);
                Layout target = new Layout(at, rowElements);
                if (c + 1 < columns.size() && areWords(column, columns.get(c + 1))) {
                    c++;
                    Conversions.copyWords(column.buffer(), columns.get(c).buffer(), first, out, target, last - first);
                    at += 2;
                } else if (column.lists() == null) {
                    copy(column, column.start(first), out, target, last - first, column.width());
                    at += column.width();
                }
            }
        }
        Column only = columns.get(0);
        if (only.lists() != null) {
            copyLists(only, out, from, to, rowElements);
        }
        return out;
    }

    /** Whether both columns have one element of four bytes for each row, which is copied as it is. */
    private boolean areWords(Column one, Column other) {
        return isWords(one) && isWords(other);
    }

    private boolean isWords(Column column) {
        ElementType type = plan.spec().type();
        return column.type() == type
                && column.lists() == null
                && column.width() == 1
                && Conversions.bytes(type) == Integer.BYTES;
    }

    private void copyLists(Column column, ArrowBuf out, int from, int to, int rowElements) {
        if (plan.padding() != null) {
            ElementType type = plan.spec().type();
            int bytes = (to - from) * rowElements * Conversions.bytes(type);
            Padding.fill(out.nioBuffer(0, bytes).order(ByteOrder.nativeOrder()), type, plan.padding());
        }
        for (int row = from; row < to; row++) {
            Layout target = new Layout((row - from) * rowElements, 0);
            copy(column, column.start(row), out, target, 1, column.length(row) * column.width());
        }
    }

    private void copy(Column column, int start, ArrowBuf out, Layout target, int rows, int width) {
        Layout source = new Layout(start, width);
        ElementType type = plan.spec().type();
        if (column.type() == type) {
            Conversions.copy(type, type == ElementType.BOOL, column.buffer(), source, out, target, rows, width);
        } else {
            ByteBuffer memory =
                    out.nioBuffer(0, Math.toIntExact(out.capacity())).order(ByteOrder.nativeOrder());
            Conversions.convert(column.type(), column.data(), source, type, memory, target, rows, width);
        }
    }

    private String[] strings(Column column, int from, int to, int listLength) {
        int width = column.width() * listLength;
        String[] strings = new String[(to - from) * width];
        String padding = plan.padding() == null ? null : "";
        for (int row = from; row < to; row++) {
            int length = column.start(row + 1) - column.start(row);
            for (int i = 0; i < width; i++) {
                String text = i < length ? TextColumn.text(column.leaf(), column.start(row) + i) : padding;
                strings[(row - from) * width + i] = text == null ? "" : text;
            }
        }
        return strings;
    }

    private ArrowBuf scratch(int bytes) {
        ArrowBuf memory = scratch;
        if (memory == null || memory.capacity() < bytes) {
            ArrowBuf larger = allocator.buffer(Math.max(bytes, 1));
            freeScratch();
            memory = larger;
            scratch = larger;
        }
        return memory;
    }

    private void freeScratch() {
        forget();
        if (scratch != null) {
            scratch.close();
            scratch = null;
        }
    }

    @Override
    public void close() {
        done();
        columns.clear();
        freeScratch();
    }
}
