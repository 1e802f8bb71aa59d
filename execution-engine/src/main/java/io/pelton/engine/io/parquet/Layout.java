// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.FileMetaData;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a file. Files of one table mostly have the same ones, and then share them.
 *
 * @param columns by name, in the file's order
 * @param leaves the primitive columns, in order
 * @param schema the Arrow types of {@code columns}
 */
record Layout(Map<String, ReadNode> columns, List<ReadNode.Leaf> leaves, Schema schema) {
    /**
     * The columns of a footer.
     *
     * @param other what is given back if the footer has the same columns
     */
    static Layout of(FileMetaData meta, @Nullable Layout other) {
        Map<String, ReadNode> columns = new LinkedHashMap<>();
        List<Field> fields = new ArrayList<>();
        List<ReadNode.Leaf> leaves = new ArrayList<>();
        for (ReadNode column : ArrowHint.apply(meta, SchemaReader.read(meta.getSchema()))) {
            if (columns.put(column.field().getName(), column) != null) {
                throw new DamagedFileException("two columns '" + column.field().getName() + "'");
            }
            fields.add(column.field());
            addLeaves(column, leaves);
        }
        Layout layout = new Layout(columns, leaves, new Schema(fields));
        return other != null && layout.equals(other) ? other : layout;
    }

    /** The primitive columns below a node, in order. */
    private static void addLeaves(ReadNode node, List<ReadNode.Leaf> leaves) {
        if (node instanceof ReadNode.Leaf leaf) {
            leaves.add(leaf);
        } else if (node instanceof ReadNode.Struct struct) {
            struct.children().forEach(c -> addLeaves(c, leaves));
        } else if (node instanceof ReadNode.Repeated repeated) {
            addLeaves(repeated.element(), leaves);
        }
    }
}
