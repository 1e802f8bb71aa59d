// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A network of ResNet-18's layers, batch normalisation folded in, with seeded weights (He et al., "Delving Deep into
 * Rectifiers"): {@code [rows, 3, 224, 224] float32} to {@code [rows, 1000] float32}. It does the work of the trained one; what
 * it says means nothing.
 */
final class ImgModel {
    static final String INPUT = "pixels";
    static final String OUTPUT = "logits";
    static final int CLASSES = 1000;

    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;
    private static final int FEATURES = 512;
    /** What the second convolution of a block gives is added to the block's input, and must not outgrow it. */
    private static final double BRANCH = 0.5;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("resnet18");
    private final Random random = new Random(18);

    private ImgModel() {}

    /**
     * Writes the model.
     *
     * @param bias what is added to the classes' logits
     */
    static void write(Path file, float[] bias) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.write(unfinished, new ImgModel().model(bias).toByteArray());
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private ModelProto model(float[] bias) {
        graph.addInput(value(INPUT, 3, 224, 224));
        String last = relu(convolution(INPUT, "stem", 3, 64, 7, 2, 1));
        last = node("MaxPool", "pooled", List.of(last), ints("kernel_shape", 3, 3), ints("strides", 2, 2), pads(1));
        int width = 64;
        for (int stage = 0; stage < 4; stage++) {
            for (int block = 0; block < 2; block++) {
                int wider = 64 << stage;
                last = block(last, "stage" + stage + "block" + block, width, wider, stage > 0 && block == 0 ? 2 : 1);
                width = wider;
            }
        }
        last = node("GlobalAveragePool", "mean", List.of(last));
        last = node("Flatten", "features", List.of(last), integer("axis", 1));
        graph.addInitializer(
                tensor("classes", gaussian(CLASSES * FEATURES, 1 / Math.sqrt(FEATURES)), CLASSES, FEATURES));
        graph.addInitializer(tensor("bias", bias, CLASSES));
        node("Gemm", OUTPUT, List.of(last, "classes", "bias"), integer("transB", 1));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph.addOutput(value(OUTPUT, CLASSES)))
                .build();
    }

    private String block(String input, String name, int from, int to, int stride) {
        String first = relu(convolution(input, name + "a", from, to, 3, stride, 1));
        String second = convolution(first, name + "b", to, to, 3, 1, BRANCH);
        boolean reshapes = from != to || stride != 1;
        String shortcut = reshapes ? convolution(input, name + "c", from, to, 1, stride, 1 / Math.sqrt(2)) : input;
        return relu(node("Add", name + "sum", List.of(second, shortcut)));
    }

    private String convolution(String input, String name, int from, int to, int size, int stride, double scale) {
        double deviation = scale * Math.sqrt(2.0 / (from * size * size));
        graph.addInitializer(tensor(name + "w", gaussian(to * from * size * size, deviation), to, from, size, size));
        graph.addInitializer(tensor(name + "bias", gaussian(to, 0.1), to));
        return node(
                "Conv",
                name,
                List.of(input, name + "w", name + "bias"),
                ints("kernel_shape", size, size),
                ints("strides", stride, stride),
                pads(size / 2));
    }

    private String relu(String input) {
        return node("Relu", input + "relu", List.of(input));
    }

    private String node(String type, String output, List<String> inputs, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(type)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes)));
        return output;
    }

    private static AttributeProto pads(int size) {
        return ints("pads", size, size, size, size);
    }

    private static AttributeProto ints(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private float[] gaussian(int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    private static TensorProto tensor(String name, float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(bytes));
        for (long size : shape) {
            tensor.addDims(size);
        }
        return tensor.build();
    }

    private static ValueInfoProto value(String name, int... row) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"));
        for (int size : row) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }
}
