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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;

/** A network of three layers with seeded weights: {@code [rows, 28] float32} to {@code [rows, 1] float32} in (0, 1). */
final class TabModel {
    static final String INPUT = "features";
    static final String OUTPUT = "score";

    private static final int[] WIDTHS = {TabFiles.FEATURES.size(), 64, 32, 1};
    private static final int IR_VERSION = 8;
    private static final int OPSET = 13;
    private static final long SEED = 28;

    private TabModel() {}

    /** Writes the model unless it is there. */
    static void write(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.write(unfinished, model().toByteArray());
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static ModelProto model() {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("mlp").addInput(value(INPUT, WIDTHS[0]));
        Random random = new Random(SEED);
        String last = INPUT;
        int layers = WIDTHS.length - 1;
        for (int layer = 1; layer <= layers; layer++) {
            String sum = "sum" + layer;
            graph.addInitializer(tensor("weights" + layer, random, WIDTHS[layer - 1], WIDTHS[layer]));
            graph.addInitializer(tensor("bias" + layer, random, WIDTHS[layer]));
            graph.addNode(node("Gemm", sum, last, "weights" + layer, "bias" + layer));
            last = layer == layers ? OUTPUT : "hidden" + layer;
            graph.addNode(node(layer == layers ? "Sigmoid" : "Relu", last, sum));
        }
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph.addOutput(value(OUTPUT, 1)))
                .build();
    }

    private static NodeProto node(String type, String output, String... inputs) {
        NodeProto.Builder node =
                NodeProto.newBuilder().setOpType(type).setName(output).addOutput(output);
        for (String input : inputs) {
            node.addInput(input);
        }
        if (type.equals("Gemm")) {
            node.addAttribute(AttributeProto.newBuilder()
                    .setName("alpha")
                    .setType(AttributeProto.AttributeType.FLOAT)
                    .setF(1));
        }
        return node.build();
    }

    /** Weights that keep the values of a layer about as large as those before it. */
    private static TensorProto tensor(String name, Random random, int... shape) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        int elements = 1;
        for (int size : shape) {
            tensor.addDims(size);
            elements *= size;
        }
        double scale = Math.sqrt(2.0 / shape[0]);
        for (int i = 0; i < elements; i++) {
            tensor.addFloatData((float) (random.nextGaussian() * scale));
        }
        return tensor.build();
    }

    private static ValueInfoProto value(String name, int width) {
        TensorShapeProto shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("rows"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width))
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }
}
