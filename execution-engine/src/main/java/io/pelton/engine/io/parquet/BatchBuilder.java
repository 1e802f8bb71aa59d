// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The requested columns as they are built up, batch by batch. */
final class BatchBuilder implements AutoCloseable {
    private static final int SCRATCH_BYTES = 1 << 15;

    private final Schema schema;
    private final BufferAllocator allocator;
    private final List<ColumnPart> columns = new ArrayList<>();
    private final List<LeafReader> leaves = new ArrayList<>();
    private final byte[] scratch = new byte[SCRATCH_BYTES];

    /** Builds batches of {@code schema}, whose fields are those of {@code nodes}, in order. */
    BatchBuilder(Schema schema, List<ReadNode> nodes, BufferAllocator allocator) {
        this.schema = schema;
        this.allocator = allocator;
        nodes.forEach(n -> columns.add(part(n)));
    }

    List<LeafReader> leaves() {
        return leaves;
    }

    private ColumnPart part(ReadNode node) {
        if (node instanceof ReadNode.Leaf leaf) {
            LeafReader reader = LeafReader.of(leaf, scratch);
            leaves.add(reader);
            return reader;
        }
        int firstLeaf = leaves.size();
        if (node instanceof ReadNode.Struct struct) {
            List<ColumnPart> children = new ArrayList<>();
            struct.children().forEach(c -> children.add(part(c)));
            ColumnPart.Struct part = new ColumnPart.Struct(struct, children);
            leaves.get(firstLeaf).addParent(part);
            return part;
        }
        ReadNode.Repeated repeated = (ReadNode.Repeated) node;
        ColumnPart.Repeated part = new ColumnPart.Repeated(repeated, part(repeated.element()));
        leaves.get(firstLeaf).addParent(part);
        return part;
    }

    /** Begins a batch of about so many rows. */
    void start(int rows) {
        columns.forEach(c -> c.start(allocator, rows));
    }

    /** The batch, which the caller owns. */
    RecordBatch finish(int rows) {
        List<FieldVector> vectors = new ArrayList<>(columns.size());
        try {
            for (int i = 0; i < columns.size(); i++) {
                Field field = schema.getFields().get(i);
                FieldVector vector = field.createVector(allocator);
                vectors.add(vector);
                columns.get(i).expect(rows, "a column");
                columns.get(i).finish(vector, allocator);
            }
            leaves.forEach(l -> l.learn(rows));
            return RecordBatch.of(schema, vectors, rows);
        } catch (RuntimeException | Error e) {
            vectors.forEach(FieldVector::close);
            throw e;
        }
    }

    /** Drops a batch that was begun. */
    @Override
    public void close() {
        columns.forEach(ColumnPart::close);
    }
}
