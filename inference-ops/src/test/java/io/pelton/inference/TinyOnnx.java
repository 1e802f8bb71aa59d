// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes ONNX files of a few nodes, field by field as onnx.proto numbers them. */
public final class TinyOnnx {
    /** A dimension that is free. */
    public static final long FREE = -1;

    private final Message graph = new Message().string(2, "tiny");

    /** A protobuf message in the making. */
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            bytes.writeBytes(value);
            return this;
        }

        Message string(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes.toByteArray());
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                bytes.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }
    }

    public TinyOnnx input(String name, int type, long... dims) {
        graph.message(11, value(name, type, dims));
        return this;
    }

    public TinyOnnx output(String name, int type, long... dims) {
        graph.message(12, value(name, type, dims));
        return this;
    }

    /** An output of which only the name is written. */
    public TinyOnnx bareOutput(String name) {
        graph.message(12, new Message().string(1, name));
        return this;
    }

    /** An output that is a sequence of maps, as scikit-learn's classifiers have. */
    public TinyOnnx sequenceOutput(String name) {
        Message map = new Message().number(1, 7).message(2, tensorType(1));
        Message sequence = new Message().message(1, new Message().message(5, map));
        graph.message(12, new Message().string(1, name).message(2, new Message().message(4, sequence)));
        return this;
    }

    private static Message value(String name, int type, long... dims) {
        return new Message().string(1, name).message(2, tensorType(type, dims));
    }

    private static Message tensorType(int type, long... dims) {
        Message shape = new Message();
        for (int i = 0; i < dims.length; i++) {
            shape.message(1, dims[i] == FREE ? new Message().string(2, "d" + i) : new Message().number(1, dims[i]));
        }
        return new Message().message(1, new Message().number(1, type).message(2, shape));
    }

    public TinyOnnx node(String operator, String[] inputs, String[] outputs) {
        graph.message(1, node(new Message(), operator, inputs, outputs));
        return this;
    }

    /** A node with one attribute that is a whole number. */
    public TinyOnnx node(String operator, String[] inputs, String[] outputs, String attribute, long value) {
        Message named = new Message().string(1, attribute).number(3, value).number(20, 2);
        graph.message(1, node(new Message(), operator, inputs, outputs).message(5, named));
        return this;
    }

    private static Message node(Message node, String operator, String[] inputs, String[] outputs) {
        for (String input : inputs) {
            node.string(1, input);
        }
        for (String output : outputs) {
            node.string(2, output);
        }
        return node.string(4, operator);
    }

    public TinyOnnx identity(String input, String output) {
        return node("Identity", new String[] {input}, new String[] {output});
    }

    public TinyOnnx weights(String name, float[] values, long... dims) {
        graph.message(5, tensor(name, 1, dims).bytes(9, raw(values)));
        return this;
    }

    public TinyOnnx weights(String name, long[] values, long... dims) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        graph.message(5, tensor(name, 7, dims).bytes(9, raw.array()));
        return this;
    }

    /** Weights that lie in a file beside the model. */
    public TinyOnnx externalWeights(String name, String file, long... dims) {
        Message location = new Message().string(1, "location").string(2, file);
        graph.message(5, tensor(name, 1, dims).message(13, location).number(14, 1));
        return this;
    }

    static byte[] raw(float[] values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return raw.array();
    }

    private static Message tensor(String name, int type, long... dims) {
        Message tensor = new Message();
        for (long dim : dims) {
            tensor.number(1, dim);
        }
        return tensor.number(2, type).string(8, name);
    }

    byte[] bytes() {
        Message model = new Message().number(1, 8).message(7, graph);
        model.message(8, new Message().string(1, "").number(2, 17));
        return model.bytes.toByteArray();
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }
}
