// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.pelton.inference.ElementType;
import io.pelton.inference.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import jdk.jfr.FlightRecorder;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A text model in ONNX Runtime. Ids go in and vectors come out through buffers that this instance keeps between runs, so
 * ONNX Runtime copies nothing and a run allocates nothing that grows with its size.
 */
final class OnnxTextModel implements TextModel {
    private final SharedSession session;
    private final TextModelShape shape;
    private final BufferAllocator allocator;
    private final Map<String, ArrowBuf> inputs = new LinkedHashMap<>();
    private @Nullable ArrowBuf output;

    OnnxTextModel(SharedSession session, TextModelShape shape, BufferAllocator allocator) {
        this.session = session;
        this.shape = shape;
        this.allocator = allocator;
    }

    @Override
    public FloatBuffer run(long[][] ids, LengthOrder order, int from, int to) {
        int rows = to - from;
        int length = order.length(from);
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (TensorSpec input : shape.inputs()) {
                ByteBuffer bytes = buffer(input, rows * length);
                fill(bytes, input, ids, order, from, to);
                tensors.put(input.name(), tensor(bytes, javaType(input.type()), rows, length));
            }
            return run(tensors, rows, length);
        } catch (OrtException e) {
            throw OrtErrors.running(session.label(), rows, e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private FloatBuffer run(Map<String, OnnxTensor> tensors, int rows, int length) throws OrtException {
        long[] dims = perToken() ? new long[] {rows, length, dimensions()} : new long[] {rows, dimensions()};
        long bytes = 4L * rows * (perToken() ? length : 1) * dimensions();
        output = grown(output, bytes);
        ModelRunEvent event = FlightRecorder.isInitialized() ? ModelRunEvent.begun() : null;
        ByteBuffer result = output.nioBuffer(0, (int) bytes).order(ByteOrder.nativeOrder());
        try (OnnxTensor pinned = OnnxTensor.createTensor(session.environment(), result, dims, OnnxJavaType.FLOAT);
                OrtSession.Result ignored = session.session()
                        .run(tensors, Set.of(), Map.of(shape.output().name(), pinned))) {
            if (event != null) {
                event.ended(session.label(), rows, (long) rows * length);
            }
            return result.asFloatBuffer();
        }
    }

    private ByteBuffer buffer(TensorSpec input, int elements) {
        long bytes = (long) elements * (input.type() == ElementType.INT64 ? 8 : 4);
        ArrowBuf grown = grown(inputs.get(input.name()), bytes);
        inputs.put(input.name(), grown);
        return grown.nioBuffer(0, (int) bytes).order(ByteOrder.nativeOrder());
    }

    private ArrowBuf grown(@Nullable ArrowBuf buffer, long bytes) {
        if (buffer != null && buffer.capacity() >= bytes) {
            return buffer;
        }
        ArrowBuf larger = allocator.buffer(bytes);
        if (buffer != null) {
            buffer.close();
        }
        return larger;
    }

    private static OnnxJavaType javaType(ElementType type) {
        return type == ElementType.INT64 ? OnnxJavaType.INT64 : OnnxJavaType.INT32;
    }

    private OnnxTensor tensor(ByteBuffer bytes, OnnxJavaType type, int rows, int length) throws OrtException {
        return OnnxTensor.createTensor(session.environment(), bytes, new long[] {rows, length}, type);
    }

    private void fill(ByteBuffer into, TensorSpec input, long[][] ids, LengthOrder order, int from, int to) {
        int length = order.length(from);
        boolean wide = input.type() == ElementType.INT64;
        TextModelShape.Role role = shape.role(input);
        int at = 0;
        for (int position = from; position < to; position++) {
            long[] tokens = ids[order.row(position)];
            for (int t = 0; t < length; t++) {
                long value = role.value(tokens, t);
                if (wide) {
                    into.putLong(at, value);
                    at += 8;
                } else {
                    into.putInt(at, (int) value);
                    at += 4;
                }
            }
        }
    }

    @Override
    public boolean perToken() {
        return shape.output().rank() == 3;
    }

    @Override
    public int dimensions() {
        return shape.dimensions();
    }

    @Override
    public void close() {
        inputs.values().forEach(ArrowBuf::close);
        inputs.clear();
        if (output != null) {
            output.close();
            output = null;
        }
    }
}
