// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.PeltonException;
import io.pelton.inference.ElementType;
import io.pelton.inference.TensorSpec;
import io.pelton.inference.TensorSpec.Dimension;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * How one output of a model becomes a column: scalars for {@code [rows]} and {@code [rows, 1]}; otherwise a list for each
 * further dimension, of fixed size where the model fixes it.
 *
 * @param spec the model's output
 * @param field the column
 * @param rowDims the dimensions of a row; {@link ColumnShape#VARIES} where each run may have another
 */
record OutputPlan(TensorSpec spec, Field field, List<Integer> rowDims) {
    OutputPlan {
        rowDims = List.copyOf(rowDims);
    }

    /** Plans an output. */
    static OutputPlan of(String operator, TensorSpec spec, String column) {
        List<Dimension> shape = spec.shape();
        ArrowType type = arrowType(operator, spec);
        if (shape == null || shape.isEmpty()) {
            throw cannot(
                    operator,
                    spec,
                    "its shape is not " + (shape == null ? "known" : "made of rows"),
                    "Take another with OnnxModel.output(..), or export the model with the shape [rows, ..].");
        }
        List<Integer> dims = new ArrayList<>();
        for (Dimension dimension : shape.subList(1, shape.size())) {
            dims.add(dimension.isFixed() ? (int) dimension.size() : ColumnShape.VARIES);
        }
        if (dims.equals(List.of(1))) {
            dims.clear();
        }
        return new OutputPlan(spec, field(column, dims, type), dims);
    }

    private static Field field(String name, List<Integer> dims, ArrowType leaf) {
        if (dims.isEmpty()) {
            return new Field(name, FieldType.nullable(leaf), null);
        }
        Field child = field(ListVector.DATA_VECTOR_NAME, dims.subList(1, dims.size()), leaf);
        int size = dims.get(0);
        ArrowType list = size == ColumnShape.VARIES ? new ArrowType.List() : new ArrowType.FixedSizeList(size);
        return new Field(name, FieldType.nullable(list), List.of(child));
    }

    private static ArrowType arrowType(String operator, TensorSpec spec) {
        return switch (spec.type()) {
            case FLOAT, BFLOAT16 -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case FLOAT16 -> new ArrowType.FloatingPoint(FloatingPointPrecision.HALF);
            case INT8 -> new ArrowType.Int(8, true);
            case UINT8 -> new ArrowType.Int(8, false);
            case INT16 -> new ArrowType.Int(16, true);
            case INT32 -> new ArrowType.Int(32, true);
            case INT64 -> new ArrowType.Int(64, true);
            case BOOL -> new ArrowType.Bool();
            case STRING -> new ArrowType.Utf8();
            case UINT16, UINT32, UINT64 ->
                throw cannot(
                        operator,
                        spec,
                        "ONNX Runtime has no " + spec.type() + " in Java",
                        "Take another with OnnxModel.output(..), or export the model with a cast to int64 behind.");
            case OTHER ->
                throw cannot(
                        operator,
                        spec,
                        "no column holds such values",
                        "Take another with OnnxModel.output(..); for a scikit-learn classifier, export with zipmap=False.");
        };
    }

    private static PeltonException cannot(String operator, TensorSpec spec, String why, String cure) {
        return PeltonException.user("Cannot run '" + operator + "': model output '" + spec.name() + "' gives "
                + InputPlan.rows(spec) + " but " + why + ". " + cure);
    }

    /** Whether ONNX Runtime can write straight into the column. */
    boolean inPlace() {
        boolean plain =
                switch (spec.type()) {
                    case FLOAT, DOUBLE, FLOAT16, INT8, UINT8, INT16, INT32, INT64 -> true;
                    case BFLOAT16, BOOL, STRING, UINT16, UINT32, UINT64, OTHER -> false;
                };
        return plain && !rowDims.contains(ColumnShape.VARIES);
    }

    /** The elements of a row whose size is fixed. */
    int rowElements() {
        int elements = 1;
        for (int dim : rowDims) {
            elements = Math.multiplyExact(elements, dim);
        }
        return elements;
    }

    /** The bytes of a row, or 64 for each dimension and text whose size varies. */
    long rowBytes() {
        long bytes = spec.type() == ElementType.STRING ? 64 : Conversions.bytes(spec.type());
        for (int dim : rowDims) {
            bytes *= dim == ColumnShape.VARIES ? 64 : dim;
        }
        return bytes;
    }

    /** The dimensions of a run's tensor, if they are fixed. */
    long[] dims(int rows) {
        List<Dimension> shape = requireNonNull(spec.shape(), "shape");
        long[] dims = new long[shape.size()];
        dims[0] = rows;
        for (int i = 1; i < dims.length; i++) {
            dims[i] = shape.get(i).size();
        }
        return dims;
    }
}
