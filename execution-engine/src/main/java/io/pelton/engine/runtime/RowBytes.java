// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Guesses what a row takes in memory before any was seen: exact for fixed widths, a short value for others. */
final class RowBytes {
    private static final long VARIABLE_BYTES = 64;

    private RowBytes() {}

    static long of(Schema schema) {
        long bytes = 1;
        for (Field field : schema.getFields()) {
            bytes += of(field);
        }
        return bytes;
    }

    private static long of(Field field) {
        ArrowType type = field.getType();
        long children = 0;
        for (Field child : field.getChildren()) {
            children += of(child);
        }
        if (type instanceof ArrowType.FixedSizeList) {
            return 1 + children * ((ArrowType.FixedSizeList) type).getListSize();
        }
        if (!field.getChildren().isEmpty()) {
            return 8 + children * (type instanceof ArrowType.Struct ? 1 : 8);
        }
        return 1 + fixedWidth(type);
    }

    private static long fixedWidth(ArrowType type) {
        if (type instanceof ArrowType.Bool || type instanceof ArrowType.Null) {
            return 1;
        }
        try {
            return TypeLayout.getTypeBufferCount(type) == 2
                    ? Math.max(
                            1,
                            TypeLayout.getTypeLayout(type)
                                            .getBufferLayouts()
                                            .get(1)
                                            .getTypeBitWidth()
                                    / 8)
                    : VARIABLE_BYTES;
        } catch (RuntimeException e) {
            return VARIABLE_BYTES;
        }
    }
}
