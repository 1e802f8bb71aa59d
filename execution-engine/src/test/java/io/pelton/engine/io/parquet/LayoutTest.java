// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private static final Field ITEM =
            Field.nullable("item", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));

    @Test
    void filesOfTheSameColumnsShareThem() {
        Layout first = Layout.of(footer("a", null), null);

        assertThat(Layout.of(footer("a", null), first)).isSameAs(first);
    }

    @Test
    void filesOfOtherColumnsDoNot() {
        Layout first = Layout.of(footer("a", null), null);

        Layout second = Layout.of(footer("b", null), first);

        assertThat(second.columns()).containsOnlyKeys("b");
        assertThat(second.leaves()).singleElement().satisfies(leaf -> assertThat(leaf.path())
                .contains("b"));
    }

    @Test
    void columnsOfWhichOneWriterSaysMoreAreNotTheSame() {
        Layout fixed = Layout.of(footer("a", hint(new ArrowType.FixedSizeList(4))), null);
        Layout longer = Layout.of(footer("a", hint(new ArrowType.FixedSizeList(8))), fixed);
        Layout silent = Layout.of(footer("a", null), longer);

        assertThat(List.of(fixed, longer, silent))
                .extracting(layout -> layout.schema().findField("a").getType())
                .containsExactly(new ArrowType.FixedSizeList(4), new ArrowType.FixedSizeList(8), new ArrowType.List());
    }

    private static String hint(ArrowType list) {
        Field field = new Field("a", FieldType.nullable(list), List.of(ITEM));
        return Base64.getEncoder().encodeToString(new Schema(List.of(field)).serializeAsMessage());
    }

    /** Of a file with a list of floats and no rows. */
    private static FileMetaData footer(String column, @Nullable String hint) {
        List<SchemaElement> elements = new ArrayList<>();
        elements.add(new SchemaElement("schema").setNum_children(1));
        elements.add(new SchemaElement(column)
                .setRepetition_type(FieldRepetitionType.OPTIONAL)
                .setConverted_type(ConvertedType.LIST)
                .setNum_children(1));
        elements.add(new SchemaElement("list")
                .setRepetition_type(FieldRepetitionType.REPEATED)
                .setNum_children(1));
        elements.add(new SchemaElement("element")
                .setRepetition_type(FieldRepetitionType.OPTIONAL)
                .setType(Type.FLOAT));
        FileMetaData meta = new FileMetaData(2, elements, 0, new ArrayList<>());
        if (hint != null) {
            meta.addToKey_value_metadata(new KeyValue("ARROW:schema").setValue(hint));
        }
        return meta;
    }
}
