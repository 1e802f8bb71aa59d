// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Bytes of a column, where they lie. */
final class BytesColumn {
    private BytesColumn() {}

    static boolean isBytes(ArrowType type) {
        return type instanceof ArrowType.Binary || type instanceof ArrowType.LargeBinary;
    }

    /** The bytes in a row, in the column's own memory, or null if there are none. */
    static @Nullable ByteBuffer bytes(FieldVector column, int row) {
        if (column.isNull(row)) {
            return null;
        }
        ArrowBuf data = column.getDataBuffer();
        ArrowBuf offsets = column.getOffsetBuffer();
        long from;
        long to;
        if (column instanceof VarBinaryVector) {
            from = offsets.getInt(4L * row);
            to = offsets.getInt(4L * (row + 1));
        } else if (column instanceof LargeVarBinaryVector) {
            from = offsets.getLong(8L * row);
            to = offsets.getLong(8L * (row + 1));
        } else {
            throw new IllegalArgumentException("column '" + column.getName() + "' is a " + column.getField());
        }
        return data.nioBuffer(from, Math.toIntExact(to - from));
    }
}
