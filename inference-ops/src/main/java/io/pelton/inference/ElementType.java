// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

/** What a tensor holds, by ONNX's numbering. */
public enum ElementType {
    FLOAT(1, "float32"),
    UINT8(2, "uint8"),
    INT8(3, "int8"),
    UINT16(4, "uint16"),
    INT16(5, "int16"),
    INT32(6, "int32"),
    INT64(7, "int64"),
    STRING(8, "string"),
    BOOL(9, "bool"),
    FLOAT16(10, "float16"),
    DOUBLE(11, "float64"),
    UINT32(12, "uint32"),
    UINT64(13, "uint64"),
    BFLOAT16(16, "bfloat16"),
    /** A type that has no columns: complex numbers, 8-bit floats, sequences, maps. */
    OTHER(0, "a type without columns");

    private final int onnx;
    private final String label;

    ElementType(int onnx, String label) {
        this.onnx = onnx;
        this.label = label;
    }

    /** The type of a number in {@code TensorProto.DataType}. */
    public static ElementType ofOnnx(int number) {
        for (ElementType type : values()) {
            if (type.onnx == number && number != 0) {
                return type;
            }
        }
        return OTHER;
    }

    @Override
    public String toString() {
        return label;
    }
}
