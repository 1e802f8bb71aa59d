// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/**
 * A column of any type, taken apart into its leaf columns with the repetition and definition levels of the Dremel paper
 * (Melnik et al., 2010): one visit of a tree of nodes for each row.
 */
final class ShreddedColumn implements ColumnTask {
    private final Node root;

    /**
     * Writes one column.
     *
     * @param writers gives the writer of a leaf, by its path
     */
    ShreddedColumn(Type type, Function<List<String>, ColumnWriter> writers) {
        this.root = node(type, List.of(type.getName()), 0, 0, writers);
    }

    @Override
    public void write(FieldVector column, int from, int to) {
        root.bind(column);
        for (int row = from; row < to; row++) {
            root.write(row, 0);
        }
    }

    @Override
    public long bufferedBytes() {
        return 0;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private static Node node(
            Type type,
            List<String> path,
            int repetition,
            int definition,
            Function<List<String>, ColumnWriter> writers) {
        int present = definition + (type.isRepetition(Repetition.REQUIRED) ? 0 : 1);
        if (type.isPrimitive()) {
            return new Leaf(path, definition, present, writers.apply(path));
        }
        GroupType group = type.asGroupType();
        boolean isRepeated = group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation
                || group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation;
        if (!isRepeated) {
            return new Struct(path, definition, present, children(group, path, repetition, present, writers));
        }
        GroupType repeated = group.getType(0).asGroupType();
        List<String> inner = append(path, repeated.getName());
        boolean isMap = group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation;
        Node element = isMap
                ? new Struct(
                        inner,
                        present + 1,
                        present + 1,
                        children(repeated, inner, repetition + 1, present + 1, writers))
                : children(repeated, inner, repetition + 1, present + 1, writers)
                        .get(0);
        return new Repeated(path, definition, present, repetition + 1, element);
    }

    private static List<Node> children(
            GroupType group,
            List<String> path,
            int repetition,
            int definition,
            Function<List<String>, ColumnWriter> writers) {
        List<Node> nodes = new ArrayList<>();
        for (Type child : group.getFields()) {
            nodes.add(node(child, append(path, child.getName()), repetition, definition, writers));
        }
        return nodes;
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }

    /** One level of the type; {@code absent} and {@code present} are its definition levels. */
    private abstract static class Node {
        final List<String> path;
        final int absent;
        final int present;

        Node(List<String> path, int absent, int present) {
            this.path = path;
            this.absent = absent;
            this.present = present;
        }

        abstract void bind(ValueVector vector);

        abstract void write(int index, int repetition);

        abstract void writeAbsent(int repetition, int definition);

        void writeNull(int repetition) {
            if (absent == present) {
                throw ColumnTask.unexpectedNull(path.toArray(String[]::new));
            }
            writeAbsent(repetition, absent);
        }
    }

    private static final class Leaf extends Node {
        private final ColumnWriter writer;
        private @Nullable ValueVector vector;
        private @Nullable LeafValues values;

        Leaf(List<String> path, int absent, int present, ColumnWriter writer) {
            super(path, absent, present);
            this.writer = writer;
        }

        @Override
        void bind(ValueVector bound) {
            vector = bound;
            values = LeafValues.of(bound, writer, present);
        }

        @Override
        @SuppressWarnings("NullAway") // bound before rows are written
        void write(int index, int repetition) {
            if (vector.isNull(index)) {
                writeNull(repetition);
            } else {
                values.write(index, repetition);
            }
        }

        @Override
        void writeAbsent(int repetition, int definition) {
            writer.writeNull(repetition, definition);
        }
    }

    private static final class Struct extends Node {
        private final List<Node> children;
        private @Nullable StructVector vector;

        Struct(List<String> path, int absent, int present, List<Node> children) {
            super(path, absent, present);
            this.children = children;
        }

        @Override
        void bind(ValueVector bound) {
            StructVector struct = (StructVector) LeafValues.unwrap(bound);
            vector = struct;
            for (int i = 0; i < children.size(); i++) {
                children.get(i).bind(struct.getChildByOrdinal(i));
            }
        }

        @Override
        @SuppressWarnings("NullAway") // bound before rows are written
        void write(int index, int repetition) {
            if (vector.isNull(index)) {
                writeNull(repetition);
                return;
            }
            for (Node child : children) {
                child.write(index, repetition);
            }
        }

        @Override
        void writeAbsent(int repetition, int definition) {
            for (Node child : children) {
                child.writeAbsent(repetition, definition);
            }
        }
    }

    private static final class Repeated extends Node {
        private final int repetition;
        private final Node element;
        private @Nullable ListBounds bounds;

        Repeated(List<String> path, int absent, int present, int repetition, Node element) {
            super(path, absent, present);
            this.repetition = repetition;
            this.element = element;
        }

        @Override
        void bind(ValueVector bound) {
            bounds = ListBounds.of(bound);
            element.bind(bounds.elements());
        }

        @Override
        @SuppressWarnings("NullAway") // bound before rows are written
        void write(int index, int outer) {
            if (bounds.isNull(index)) {
                writeNull(outer);
                return;
            }
            int start = bounds.start(index);
            int end = bounds.end(index);
            if (start == end) {
                element.writeAbsent(outer, present);
                return;
            }
            element.write(start, outer);
            for (int i = start + 1; i < end; i++) {
                element.write(i, repetition);
            }
        }

        @Override
        void writeAbsent(int outer, int definition) {
            element.writeAbsent(outer, definition);
        }
    }
}
