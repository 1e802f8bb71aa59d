// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import io.pelton.dataset.PeltonException;
import io.pelton.inference.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

/**
 * The column of one model output for one batch. Where sizes are fixed, ONNX Runtime writes into the column's own memory;
 * otherwise the tensor of each run is copied behind the last.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
final class TensorOutput implements AutoCloseable {
    private final OutputPlan plan;
    private final FieldVector column;

    /** The column, what its lists hold, and so on to the elements. */
    private final List<FieldVector> levels = new ArrayList<>();

    /** How many values each level has. */
    private final int[] counts;

    TensorOutput(OutputPlan plan, int rows, BufferAllocator allocator) {
        this.plan = plan;
        this.column = plan.field().createVector(allocator);
        levels.add(column);
        for (FieldVector level = inside(column); level != null; level = inside(level)) {
            levels.add(level);
        }
        this.counts = new int[levels.size()];
        try {
            column.setInitialCapacity(rows);
            column.allocateNew();
        } catch (RuntimeException | Error e) {
            column.close();
            throw e;
        }
    }

    private static @Nullable FieldVector inside(FieldVector vector) {
        if (vector instanceof ListVector) {
            return ((ListVector) vector).getDataVector();
        }
        return vector instanceof FixedSizeListVector ? ((FixedSizeListVector) vector).getDataVector() : null;
    }

    OutputPlan plan() {
        return plan;
    }

    private FieldVector leaf() {
        return levels.get(levels.size() - 1);
    }

    /** A tensor over the memory of some rows, for ONNX Runtime to write into; only if the plan says in place. */
    OnnxTensor pinned(OrtEnvironment environment, int from, int to) throws OrtException {
        int rowBytes = plan.rowElements() * Conversions.bytes(plan.spec().type());
        ByteBuffer memory = leaf().getDataBuffer()
                .nioBuffer((long) from * rowBytes, Math.multiplyExact(to - from, rowBytes))
                .order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(
                environment,
                memory,
                plan.dims(to - from),
                TensorInput.javaType(plan.spec().type()));
    }

    /** Copies what a run has written elsewhere into some rows; only if the plan says in place. */
    void copy(ArrowBuf memory, int fromRow, int bytes) {
        int rowBytes = plan.rowElements() * Conversions.bytes(plan.spec().type());
        leaf().getDataBuffer().setBytes((long) fromRow * rowBytes, memory, 0, bytes);
    }

    /** Takes note that a run has written its rows. */
    void written(int rows) {
        counts[0] += rows;
    }

    /**
     * Copies the tensor of a run.
     *
     * @param rows the rows of the run
     */
    void append(OnnxTensor tensor, int rows) throws OrtException {
        long[] dims = tensor.getInfo().getShape();
        if (dims.length != plan.spec().rank() || dims[0] != rows) {
            throw PeltonException.user("Cannot make column '" + column.getName() + "' of model output '"
                    + plan.spec().name() + "': expected " + rows + " rows but found a tensor " + Arrays.toString(dims)
                    + ". Take an output that has one result for each row.");
        }
        int added = rows;
        for (int level = 0; level < levels.size() - 1; level++) {
            int size = (int) dims[level + 1];
            if (levels.get(level) instanceof ListVector) {
                appendLists((ListVector) levels.get(level), counts[level], added, size);
            }
            counts[level] += added;
            added = Math.multiplyExact(added, size);
        }
        appendElements(tensor, added);
    }

    private static void appendLists(ListVector lists, int before, int added, int size) {
        while (lists.getValueCapacity() < before + added) {
            lists.reAlloc();
        }
        ArrowBuf offsets = lists.getOffsetBuffer();
        int end = offsets.getInt(4L * before);
        for (int i = before + 1; i <= before + added; i++) {
            end = Math.addExact(end, size);
            offsets.setInt(4L * i, end);
        }
        lists.setLastSet(before + added - 1);
    }

    private void appendElements(OnnxTensor tensor, int added) throws OrtException {
        int leafLevel = levels.size() - 1;
        int before = counts[leafLevel];
        counts[leafLevel] += added;
        FieldVector leaf = leaf();
        if (leaf instanceof VarCharVector) {
            appendStrings((VarCharVector) leaf, before, tensor.getValue());
            return;
        }
        while (leaf.getValueCapacity() < before + added) {
            leaf.reAlloc();
        }
        ByteBuffer values = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
        if (leaf instanceof BitVector) {
            for (int i = 0; i < added; i++) {
                ((BitVector) leaf).set(before + i, values.get(i));
            }
        } else if (plan.spec().type() == ElementType.BFLOAT16) {
            for (int i = 0; i < added; i++) {
                float value = Fp16Conversions.bf16ToFloat(values.getShort(2 * i));
                leaf.getDataBuffer().setFloat(4L * (before + i), value);
            }
        } else {
            leaf.getDataBuffer()
                    .setBytes((long) before * Conversions.bytes(plan.spec().type()), values);
        }
    }

    private static int appendStrings(VarCharVector leaf, int at, Object value) {
        if (!(value instanceof Object[])) {
            leaf.setSafe(at, value.toString().getBytes(StandardCharsets.UTF_8));
            return at + 1;
        }
        int next = at;
        for (Object inner : (Object[]) value) {
            next = appendStrings(leaf, next, inner);
        }
        return next;
    }

    /** The whole column, which the caller owns from now on. */
    FieldVector finish() {
        column.setValueCount(counts[0]);
        for (FieldVector level : levels) {
            level.getValidityBuffer().setOne(0, (level.getValueCount() + 7) >>> 3);
        }
        return column;
    }

    @Override
    public void close() {
        column.close();
    }
}
