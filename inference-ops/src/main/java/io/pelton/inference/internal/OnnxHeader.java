// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.inference.ElementType;
import io.pelton.inference.ModelDescription;
import io.pelton.inference.TensorSpec;
import io.pelton.inference.TensorSpec.Dimension;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an ONNX file says of itself, read in one pass that keeps none of the weights. The numbers are the field numbers
 * of <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 *
 * @param description inputs and outputs
 * @param complete whether type and shape of every output are said, or that it is no tensor
 * @param quantizesByRun whether it chooses the scales of its integers from all the values of a run, so that rows of one run
 *     change each other's results
 * @param light whether its weights are few and each is used once for a row
 * @param externalFiles files beside the model that hold weights, by the names that the model gives them
 */
record OnnxHeader(
        ModelDescription description,
        boolean complete,
        boolean quantizesByRun,
        boolean light,
        SortedSet<String> externalFiles) {
    /** About 16,000 weights: a microsecond or two for a row. */
    private static final long LIGHT_BYTES = 64 << 10;

    /** Operators that do no more for a row than look at each of its values, or each weight, once or a few times. */
    private static final Set<String> LIGHT_OPERATORS = Set.of(
            // Dense layers
            "Add",
            "BatchNormalization",
            "Clip",
            "Div",
            "Dropout",
            "Elu",
            "Erf",
            "Exp",
            "Gelu",
            "Gemm",
            "HardSigmoid",
            "LeakyRelu",
            "Log",
            "LogSoftmax",
            "MatMul",
            "Mul",
            "Neg",
            "PRelu",
            "Pow",
            "Relu",
            "Selu",
            "Sigmoid",
            "Softmax",
            "Softplus",
            "Sqrt",
            "Sub",
            "Sum",
            "Tanh",
            // Shapes, types and choices
            "Abs",
            "And",
            "ArgMax",
            "ArgMin",
            "Cast",
            "Concat",
            "Constant",
            "Equal",
            "Flatten",
            "Gather",
            "Greater",
            "GreaterOrEqual",
            "Identity",
            "Less",
            "LessOrEqual",
            "Max",
            "Min",
            "Not",
            "Or",
            "Reshape",
            "Slice",
            "Split",
            "Squeeze",
            "Unsqueeze",
            "Where",
            // Those of ai.onnx.ml
            "ArrayFeatureExtractor",
            "Binarizer",
            "FeatureVectorizer",
            "Imputer",
            "LabelEncoder",
            "LinearClassifier",
            "LinearRegressor",
            "Normalizer",
            "OneHotEncoder",
            "Scaler",
            "TreeEnsembleClassifier",
            "TreeEnsembleRegressor",
            "ZipMap");

    /** The bytes are no ONNX model; the message says what they are instead. */
    static final class MalformedException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * Reads a model to its end.
     *
     * @throws MalformedException if the bytes are no ONNX model
     * @throws IOException if the bytes cannot be read
     */
    static OnnxHeader read(InputStream in) throws IOException {
        Reader reader = new Reader(new ProtoInput(in));
        reader.model();
        return reader.header();
    }

    private static final class Reader {
        private final ProtoInput in;
        private final List<TensorSpec> inputs = new ArrayList<>();
        private final List<TensorSpec> outputs = new ArrayList<>();
        private final Set<String> initializers = new HashSet<>();
        private final SortedSet<String> external = new TreeSet<>();
        private boolean sawGraph;
        private boolean outputsSaid = true;
        private boolean quantizesByRun;
        private boolean knownToBeLight = true;

        Reader(ProtoInput in) {
            this.in = in;
        }

        void model() throws IOException {
            in.messageToEnd(new ProtoInput.Fields() {
                @Override
                public void bytes(int field, long end) throws IOException {
                    if (field == 7) {
                        graph(end);
                    }
                }
            });
        }

        OnnxHeader header() throws IOException {
            if (!sawGraph || outputs.isEmpty()) {
                throw new MalformedException("it holds no graph");
            }
            inputs.removeIf(i -> initializers.contains(i.name()));
            boolean light = knownToBeLight && external.isEmpty() && in.position() <= LIGHT_BYTES;
            return new OnnxHeader(new ModelDescription(inputs, outputs), outputsSaid, quantizesByRun, light, external);
        }

        private void graph(long graphEnd) throws IOException {
            sawGraph = true;
            in.message(graphEnd, new ProtoInput.Fields() {
                @Override
                public void bytes(int field, long end) throws IOException {
                    switch (field) {
                        case 1 -> node(end);
                        case 5 -> initializer(end);
                        case 11 -> inputs.add(readValue(end).spec());
                        case 12 -> output(end);
                        default -> {}
                    }
                }
            });
        }

        private void output(long end) throws IOException {
            Value value = readValue(end);
            outputs.add(value.spec());
            outputsSaid &= value.noTensor || value.shape != null;
        }

        private void node(long nodeEnd) throws IOException {
            in.message(nodeEnd, new ProtoInput.Fields() {
                @Override
                public void bytes(int field, long end) throws IOException {
                    if (field == 4) {
                        String operator = in.string(end);
                        quantizesByRun |= operator.startsWith("DynamicQuantize");
                        knownToBeLight &= LIGHT_OPERATORS.contains(operator);
                    }
                }
            });
        }

        private void initializer(long tensorEnd) throws IOException {
            in.message(tensorEnd, new ProtoInput.Fields() {
                @Override
                public void bytes(int field, long end) throws IOException {
                    if (field == 8) {
                        initializers.add(in.string(end));
                    } else if (field == 13) {
                        externalEntry(end);
                    }
                }
            });
        }

        private void externalEntry(long entryEnd) throws IOException {
            String[] keyAndValue = {"", ""};
            in.message(entryEnd, new ProtoInput.Fields() {
                @Override
                public void bytes(int field, long end) throws IOException {
                    if (field == 1 || field == 2) {
                        keyAndValue[field - 1] = in.string(end);
                    }
                }
            });
            if (keyAndValue[0].equals("location")) {
                external.add(keyAndValue[1]);
            }
        }

        private Value readValue(long valueEnd) throws IOException {
            Value value = new Value();
            in.message(valueEnd, new ProtoInput.Fields() {
                @Override
                public void bytes(int field, long end) throws IOException {
                    if (field == 1) {
                        value.name = in.string(end);
                    } else if (field == 2) {
                        type(value, end);
                    }
                }
            });
            return value;
        }

        private void type(Value value, long typeEnd) throws IOException {
            in.message(typeEnd, new ProtoInput.Fields() {
                @Override
                public void bytes(int field, long end) throws IOException {
                    if (field == 1) {
                        tensorType(value, end);
                    } else if (field == 4 || field == 5 || field == 9) {
                        value.noTensor = true;
                    }
                }
            });
        }

        private void tensorType(Value value, long typeEnd) throws IOException {
            in.message(typeEnd, new ProtoInput.Fields() {
                @Override
                public void number(int field, long number) {
                    if (field == 1) {
                        value.type = ElementType.ofOnnx((int) number);
                    }
                }

                @Override
                public void bytes(int field, long end) throws IOException {
                    if (field == 2) {
                        value.shape = shape(end);
                    }
                }
            });
        }

        private List<Dimension> shape(long shapeEnd) throws IOException {
            List<Dimension> shape = new ArrayList<>();
            in.message(shapeEnd, new ProtoInput.Fields() {
                @Override
                public void bytes(int field, long end) throws IOException {
                    if (field == 1) {
                        shape.add(dimension(end));
                    }
                }
            });
            return shape;
        }

        private Dimension dimension(long dimensionEnd) throws IOException {
            Dimension[] found = {new Dimension(-1, "")};
            in.message(dimensionEnd, new ProtoInput.Fields() {
                @Override
                public void number(int field, long number) {
                    if (field == 1) {
                        found[0] = new Dimension(number, "");
                    }
                }

                @Override
                public void bytes(int field, long end) throws IOException {
                    if (field == 2) {
                        found[0] = new Dimension(-1, in.string(end));
                    }
                }
            });
            return found[0];
        }
    }

    private static final class Value {
        private String name = "";
        private ElementType type = ElementType.OTHER;
        private @Nullable List<Dimension> shape;
        private boolean noTensor;

        TensorSpec spec() {
            return new TensorSpec(name, type, shape);
        }
    }
}
