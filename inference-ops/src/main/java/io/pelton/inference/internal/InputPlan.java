// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.PeltonException;
import io.pelton.inference.ElementType;
import io.pelton.inference.TensorSpec;
import io.pelton.inference.TensorSpec.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How columns make one input of a model, checked against it when the job is planned.
 *
 * @param spec the model's input
 * @param columns what it is made of; several stand side by side in each row
 * @param rowDims the dimensions after the rows; {@link ColumnShape#VARIES} for the length of lists
 * @param padding what lists are filled up with to the longest of a run, or null if all must be of one length
 */
record InputPlan(
        TensorSpec spec,
        List<Field> columns,
        List<Integer> rowDims,
        @Nullable Number padding) {
    InputPlan {
        columns = List.copyOf(columns);
        rowDims = List.copyOf(rowDims);
    }

    /**
     * Plans an input.
     *
     * @param operator what it is called in messages
     * @param convert whether element types may differ where {@link Conversions#canConvert} allows
     */
    static InputPlan of(
            String operator,
            TensorSpec spec,
            List<String> columnNames,
            Schema schema,
            boolean convert,
            @Nullable Number padding) {
        Checks checks = new Checks(operator, spec);
        List<Field> columns =
                columnNames.stream().map(c -> checks.column(schema, c)).collect(Collectors.toList());
        columns.forEach(c -> checks.type(c, convert));
        return new InputPlan(spec, columns, checks.rowDims(columns), padding);
    }

    /** The rows that one run must have, or 0 if it may have any. */
    int fixedRows() {
        List<Dimension> shape = spec.shape();
        return shape == null || !shape.get(0).isFixed() ? 0 : (int) shape.get(0).size();
    }

    /** The bytes that a row takes in the tensor, or 64 for each element whose size varies. */
    long rowBytes() {
        long bytes = spec.type() == ElementType.STRING ? 64 : Conversions.bytes(spec.type());
        for (int dim : rowDims) {
            bytes *= dim == ColumnShape.VARIES ? 64 : dim;
        }
        return bytes;
    }

    /** The checks of one input, with what their messages say of it. */
    private record Checks(String operator, TensorSpec spec) {
        Field column(Schema schema, String name) {
            for (Field field : schema.getFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
            throw cannot(
                    "the input has no column '" + name + "', only "
                            + schema.getFields().stream().map(Field::getName).toList(),
                    "Name its columns with OnnxModel.bind(\"" + spec.name() + "\", ..).");
        }

        void type(Field column, boolean convert) {
            ElementType found = ColumnShape.of(column).type();
            if (isUnknownToJava(spec.type())) {
                throw cannot(
                        "ONNX Runtime has no " + spec.type() + " in Java",
                        "Export the model with a cast from int32, int64 or float32 in front.");
            }
            if (found == spec.type() && found != ElementType.OTHER) {
                return;
            }
            boolean can = Conversions.canConvert(found, spec.type());
            if (!can) {
                throw mismatch(column, "");
            }
            if (!convert) {
                throw mismatch(column, "Let it be converted with OnnxModel.convertTypes(), or b");
            }
        }

        private static boolean isUnknownToJava(ElementType type) {
            return switch (type) {
                case UINT16, UINT32, UINT64, OTHER -> true;
                case FLOAT, DOUBLE, FLOAT16, BFLOAT16, INT8, UINT8, INT16, INT32, INT64, STRING, BOOL -> false;
            };
        }

        List<Integer> rowDims(List<Field> columns) {
            List<Integer> dims =
                    columns.size() == 1 ? ColumnShape.of(columns.get(0)).dims() : sideBySide(columns);
            List<Dimension> shape = spec.shape();
            if (dims.lastIndexOf(ColumnShape.VARIES) > 0) {
                throw mismatch(columns.get(0), "Only the outermost list may vary: use fixed-size lists inside, or b");
            }
            if (shape == null) {
                return dims;
            }
            if (shape.isEmpty()) {
                throw cannot("a single value is not made of rows", "Export the model with that value fixed.");
            }
            if (shape.get(0).isFixed() && shape.get(0).size() != 1) {
                throw cannot(
                        "a batch has any number of rows",
                        "Export the model with a dynamic first dimension, or with 1.");
            }
            return fit(columns, dims, shape.subList(1, shape.size()));
        }

        /** Several columns of scalars or fixed-size lists make one row of all their elements. */
        private List<Integer> sideBySide(List<Field> columns) {
            long width = 0;
            for (Field column : columns) {
                ColumnShape shape = ColumnShape.of(column);
                if (!shape.isFixed() || shape.type() == ElementType.STRING) {
                    throw mismatch(column, "Only numbers and fixed-size lists of them can stand side by side: b");
                }
                width += shape.elements();
            }
            return List.of(Math.toIntExact(width));
        }

        private List<Integer> fit(List<Field> columns, List<Integer> dims, List<Dimension> wanted) {
            if (matches(dims, wanted)) {
                return dims;
            }
            if (dims.isEmpty() && matches(List.of(1), wanted)) {
                return List.of(1);
            }
            boolean flat = dims.size() == 1 && dims.get(0) != ColumnShape.VARIES;
            if (flat && wanted.stream().allMatch(Dimension::isFixed) && product(wanted) == dims.get(0)) {
                List<Integer> reshaped = new ArrayList<>();
                wanted.forEach(d -> reshaped.add((int) d.size()));
                return reshaped;
            }
            String cure = wanted.stream().allMatch(Dimension::isFixed) && !wanted.isEmpty()
                    ? "Make rows of " + product(wanted) + " values, or b"
                    : "";
            if (columns.size() == 1) {
                throw mismatch(columns.get(0), cure);
            }
            throw cannot(
                    "columns " + columns.stream().map(Field::getName).toList() + " hold " + dims.get(0)
                            + " values in a row together",
                    "Bind as many as the model takes with OnnxModel.bind(\"" + spec.name() + "\", ..).");
        }

        private static boolean matches(List<Integer> dims, List<Dimension> wanted) {
            if (dims.size() != wanted.size()) {
                return false;
            }
            for (int i = 0; i < dims.size(); i++) {
                boolean free = !wanted.get(i).isFixed() || dims.get(i) == ColumnShape.VARIES;
                if (!free && wanted.get(i).size() != dims.get(i)) {
                    return false;
                }
            }
            return true;
        }

        private static long product(List<Dimension> dims) {
            return dims.stream().mapToLong(Dimension::size).reduce(1, (a, b) -> a * b);
        }

        private PeltonException mismatch(Field column, String cure) {
            String bind = "ind another column with OnnxModel.bind(\"" + spec.name() + "\", ..).";
            return cannot(
                    "column '" + column.getName() + "' holds " + ColumnShape.describe(column),
                    (cure.isEmpty() ? "B" : cure) + bind);
        }

        private PeltonException cannot(String found, String cure) {
            return PeltonException.user("Cannot run '" + operator + "': model input '" + spec.name() + "' takes "
                    + rows(spec) + " but " + found + ". " + cure);
        }
    }

    /** The shape with its first dimension called rows where it is free, as messages have it. */
    static String rows(TensorSpec spec) {
        List<Dimension> shape = spec.shape();
        if (shape == null || shape.isEmpty() || shape.get(0).isFixed()) {
            return spec.shapeAndType();
        }
        List<Dimension> named = new ArrayList<>(shape);
        named.set(0, new Dimension(-1, "rows"));
        return new TensorSpec(spec.name(), spec.type(), named).shapeAndType();
    }
}
