// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;

/**
 * Builds the columns of a file from its footer's flat list of elements.
 *
 * <p>Every field is nullable, also where the file says that it is required, so that files which differ in that alone can
 * be read as one. Elements of lists are named {@code element} and a map's fields as Arrow names them, whatever the
 * writer called them. Lists and maps follow the rules for backward compatibility of Parquet's LogicalTypes.md.
 */
final class SchemaReader {
    static final String ELEMENT = "element";
    private static final int MAX_DEPTH = 60;

    private final List<SchemaElement> elements;
    private final List<String> path = new ArrayList<>();
    private int next;
    private int leaves;

    private SchemaReader(List<SchemaElement> elements) {
        this.elements = elements;
    }

    /** The file's columns, in order. */
    static List<ReadNode> read(List<SchemaElement> elements) {
        SchemaReader reader = new SchemaReader(elements);
        Element root = reader.parse(0);
        if (reader.next != elements.size()) {
            throw new DamagedFileException(
                    "a schema of " + elements.size() + " elements of which " + reader.next + " are in use");
        }
        List<ReadNode> columns = new ArrayList<>();
        for (Element column : root.children) {
            columns.add(reader.field(column, column.name(), 0, 0, 0));
        }
        return columns;
    }

    private record Element(SchemaElement self, List<Element> children) {
        String name() {
            return self.getName();
        }

        boolean is(FieldRepetitionType repetition) {
            return self.getRepetition_type() == repetition;
        }

        boolean primitive() {
            return children.isEmpty();
        }

        boolean list() {
            return self.isSetLogicalType()
                    ? self.getLogicalType().isSetLIST()
                    : self.getConverted_type() == ConvertedType.LIST;
        }

        boolean map() {
            return self.isSetLogicalType()
                    ? self.getLogicalType().isSetMAP()
                    : self.getConverted_type() == ConvertedType.MAP
                            || self.getConverted_type() == ConvertedType.MAP_KEY_VALUE;
        }
    }

    private Element parse(int depth) {
        if (next >= elements.size() || depth > MAX_DEPTH) {
            throw new DamagedFileException("a schema that ends early or is deeper than " + MAX_DEPTH);
        }
        SchemaElement self = elements.get(next++);
        int count = self.isSetNum_children() ? self.getNum_children() : 0;
        if (count < 0 || count > elements.size() || self.getName() == null) {
            throw new DamagedFileException("a schema element with " + count + " children");
        }
        List<Element> children = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            children.add(parse(depth + 1));
        }
        return new Element(self, children);
    }

    private ReadNode field(Element element, String name, int definition, int repetition, int slots) {
        path.add(element.name());
        try {
            if (element.is(FieldRepetitionType.REPEATED)) {
                ReadNode inner = value(element, ELEMENT, definition + 1, repetition + 1, definition + 1);
                return list(name, inner, slots, definition, repetition);
            }
            int own = element.is(FieldRepetitionType.OPTIONAL) ? definition + 1 : definition;
            return value(element, name, own, repetition, slots);
        } finally {
            path.remove(path.size() - 1);
        }
    }

    /** The node of an element that is there from {@code definition} on. */
    private ReadNode value(Element element, String name, int definition, int repetition, int slots) {
        if (element.primitive()) {
            LeafType type = LeafTypes.of(element.self);
            return new ReadNode.Leaf(
                    nullable(name, type.arrow(), List.of()),
                    type,
                    leaves++,
                    List.copyOf(path),
                    slots,
                    definition,
                    repetition);
        }
        if (element.children.size() == 1 && element.children.get(0).is(FieldRepetitionType.REPEATED)) {
            Element repeated = element.children.get(0);
            if (element.list()) {
                return list(
                        name, listElement(element, repeated, definition, repetition), slots, definition, repetition);
            }
            if (element.map() && isEntry(repeated)) {
                return map(name, repeated, definition, repetition, slots);
            }
        }
        return struct(element, name, definition, repetition, slots);
    }

    private ReadNode listElement(Element list, Element repeated, int definition, int repetition) {
        path.add(repeated.name());
        try {
            int inner = definition + 1;
            if (repeated.primitive()) {
                return value(repeated, ELEMENT, inner, repetition + 1, inner);
            }
            if (repeated.children.size() > 1
                    || repeated.children.get(0).is(FieldRepetitionType.REPEATED)
                    || repeated.name().equals("array")
                    || repeated.name().equals(list.name() + "_tuple")) {
                return struct(repeated, ELEMENT, inner, repetition + 1, inner);
            }
            return field(repeated.children.get(0), ELEMENT, inner, repetition + 1, inner);
        } finally {
            path.remove(path.size() - 1);
        }
    }

    private static boolean isEntry(Element repeated) {
        return repeated.children.size() == 2 && repeated.children.get(0).is(FieldRepetitionType.REQUIRED);
    }

    private ReadNode map(String name, Element entry, int definition, int repetition, int slots) {
        path.add(entry.name());
        try {
            int inner = definition + 1;
            ReadNode key = field(entry.children.get(0), MapVector.KEY_NAME, inner, repetition + 1, inner);
            Field keyField = new Field(
                    MapVector.KEY_NAME,
                    FieldType.notNullable(key.field().getType()),
                    key.field().getChildren());
            ReadNode value = field(entry.children.get(1), MapVector.VALUE_NAME, inner, repetition + 1, inner);
            Field entries = new Field(
                    MapVector.DATA_VECTOR_NAME,
                    FieldType.notNullable(ArrowType.Struct.INSTANCE),
                    List.of(keyField, value.field()));
            ReadNode pairs = new ReadNode.Struct(entries, List.of(key, value), inner, inner, repetition + 1);
            return new ReadNode.Repeated(
                    nullable(name, new ArrowType.Map(false), List.of(entries)), pairs, slots, definition, repetition);
        } finally {
            path.remove(path.size() - 1);
        }
    }

    private ReadNode struct(Element element, String name, int definition, int repetition, int slots) {
        List<ReadNode> children = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (Element child : element.children) {
            ReadNode node = field(child, child.name(), definition, repetition, slots);
            children.add(node);
            fields.add(node.field());
        }
        return new ReadNode.Struct(
                nullable(name, ArrowType.Struct.INSTANCE, fields), children, slots, definition, repetition);
    }

    private static ReadNode list(String name, ReadNode element, int slots, int definition, int repetition) {
        Field field = nullable(name, ArrowType.List.INSTANCE, List.of(element.field()));
        return new ReadNode.Repeated(field, element, slots, definition, repetition);
    }

    private static Field nullable(String name, ArrowType type, List<Field> children) {
        return new Field(name, FieldType.nullable(type), children);
    }
}
