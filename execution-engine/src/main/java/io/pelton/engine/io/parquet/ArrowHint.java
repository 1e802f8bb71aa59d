// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * The Arrow schema that writers of Arrow data leave in a file's footer. Of what Parquet itself cannot say one thing is
 * taken from it: which lists have a fixed size, as vectors for a model do.
 */
final class ArrowHint {
    private static final String KEY = "ARROW:schema";
    private static final int CONTINUATION = -1;

    private ArrowHint() {}

    /** The columns, with fixed sizes where the footer has them. A footer without, or with none that can be read, is fine. */
    static List<ReadNode> apply(FileMetaData meta, List<ReadNode> columns) {
        boolean lists = columns.stream().anyMatch(ArrowHint::hasList);
        Schema hint = lists && meta.isSetKey_value_metadata() ? read(meta.getKey_value_metadata()) : null;
        if (hint == null) {
            return columns;
        }
        List<ReadNode> applied = new ArrayList<>(columns.size());
        for (ReadNode column : columns) {
            applied.add(apply(column, find(hint.getFields(), column.field().getName())));
        }
        return applied;
    }

    private static boolean hasList(ReadNode node) {
        return node instanceof ReadNode.Repeated
                || node instanceof ReadNode.Struct struct
                        && struct.children().stream().anyMatch(ArrowHint::hasList);
    }

    private static @Nullable Schema read(List<KeyValue> pairs) {
        for (KeyValue pair : pairs) {
            if (KEY.equals(pair.getKey()) && pair.getValue() != null) {
                try {
                    return decode(Base64.getDecoder().decode(pair.getValue()));
                } catch (RuntimeException e) {
                    return null;
                }
            }
        }
        return null;
    }

    /** Decodes a message of Arrow's stream format, of which the length that it claims is checked first. */
    private static @Nullable Schema decode(byte[] message) {
        ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        int length = bytes.getInt();
        if (length == CONTINUATION) {
            length = bytes.getInt();
        }
        return length > 0 && length <= bytes.remaining() ? Schema.deserializeMessage(ByteBuffer.wrap(message)) : null;
    }

    private static @Nullable Field find(List<Field> fields, String name) {
        for (Field field : fields) {
            if (field.getName().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private static ReadNode apply(ReadNode node, @Nullable Field hint) {
        if (hint == null) {
            return node;
        }
        if (node instanceof ReadNode.Struct struct && hint.getType() instanceof ArrowType.Struct) {
            List<ReadNode> children = new ArrayList<>();
            for (ReadNode child : struct.children()) {
                children.add(apply(child, find(hint.getChildren(), child.field().getName())));
            }
            return new ReadNode.Struct(
                    with(struct.field(), struct.field().getType(), children),
                    children,
                    struct.slotDefinition(),
                    struct.definition(),
                    struct.repetition());
        }
        if (node instanceof ReadNode.Repeated list
                && list.field().getType() instanceof ArrowType.List
                && hint.getChildren().size() == 1) {
            ReadNode element = apply(list.element(), hint.getChildren().get(0));
            boolean fixed = hint.getType() instanceof ArrowType.FixedSizeList size && size.getListSize() > 0;
            return new ReadNode.Repeated(
                    with(list.field(), fixed ? hint.getType() : list.field().getType(), List.of(element)),
                    element,
                    list.slotDefinition(),
                    list.definition(),
                    list.repetition());
        }
        return node;
    }

    private static Field with(Field field, ArrowType type, List<ReadNode> children) {
        List<Field> fields = new ArrayList<>();
        children.forEach(c -> fields.add(c.field()));
        return new Field(field.getName(), new FieldType(field.isNullable(), type, null), fields);
    }
}
