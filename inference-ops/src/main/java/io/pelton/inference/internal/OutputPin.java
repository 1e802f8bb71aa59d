// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteOrder;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Where the runs of a model write one output: large results into the column itself; small ones into memory whose tensor is
 * kept from run to run, from where they are copied, since making a tensor costs more than copying them.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
final class OutputPin implements AutoCloseable {
    private static final int COPIED_BYTES = 16 << 10;

    private final OutputPlan plan;
    private final BufferAllocator allocator;
    private @Nullable ArrowBuf memory;
    private @Nullable OnnxTensor kept;
    private int keptRows;
    private @Nullable OnnxTensor passing;

    OutputPin(OutputPlan plan, BufferAllocator allocator) {
        this.plan = plan;
        this.allocator = allocator;
    }

    private int bytes(int rows) {
        return Math.multiplyExact(
                rows,
                Math.multiplyExact(
                        plan.rowElements(), Conversions.bytes(plan.spec().type())));
    }

    /** The tensor for some rows of a column; it serves until the next call or {@link #done}. */
    OnnxTensor tensor(OrtEnvironment environment, TensorOutput column, int from, int to) throws OrtException {
        done();
        int rows = to - from;
        if (bytes(rows) > COPIED_BYTES) {
            passing = column.pinned(environment, from, to);
            return passing;
        }
        OnnxTensor tensor = kept;
        if (tensor == null || keptRows != rows) {
            forget();
            if (memory == null) {
                memory = allocator.buffer(COPIED_BYTES);
            }
            tensor = OnnxTensor.createTensor(
                    environment,
                    memory.nioBuffer(0, bytes(rows)).order(ByteOrder.nativeOrder()),
                    plan.dims(rows),
                    TensorInput.javaType(plan.spec().type()));
            kept = tensor;
            keptRows = rows;
        }
        return tensor;
    }

    /** Takes note that a run has written the rows of its tensor into the column. */
    void written(TensorOutput column, int from, int to) {
        ArrowBuf copied = memory;
        if (passing == null && copied != null) {
            column.copy(copied, from, bytes(to - from));
        }
        column.written(to - from);
    }

    /** Lets go of a tensor that the next run cannot use. */
    void done() {
        if (passing != null) {
            passing.close();
            passing = null;
        }
    }

    private void forget() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }

    @Override
    public void close() {
        done();
        forget();
        if (memory != null) {
            memory.close();
            memory = null;
        }
    }
}
