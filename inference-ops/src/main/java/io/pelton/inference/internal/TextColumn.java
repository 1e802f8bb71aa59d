// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.PeltonException;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Texts of a column. Bytes that are no UTF-8, lone surrogates among them, read as U+FFFD, so native code never sees them. */
final class TextColumn {
    private TextColumn() {}

    static boolean isText(ArrowType type) {
        return type instanceof ArrowType.Utf8 || type instanceof ArrowType.LargeUtf8;
    }

    /** The text in a row, or null if there is none. */
    static @Nullable String text(FieldVector column, int row) {
        if (column.isNull(row)) {
            return null;
        }
        if (column instanceof VarCharVector) {
            return new String(((VarCharVector) column).get(row), StandardCharsets.UTF_8);
        }
        if (column instanceof LargeVarCharVector) {
            return new String(((LargeVarCharVector) column).get(row), StandardCharsets.UTF_8);
        }
        throw PeltonException.user("Cannot read texts of column '" + column.getName() + "': expected strings but found "
                + column.getField().getType() + ".");
    }
}
