// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** A column, or a part of one, as it is built up for a batch. */
abstract class ColumnPart implements AutoCloseable {
    /** Begins a batch of about so many rows. */
    abstract void start(BufferAllocator allocator, int rows);

    /** How many slots it holds. */
    abstract int slots();

    /** Moves what was built into a vector of its type. */
    abstract void finish(FieldVector vector, BufferAllocator allocator);

    /** Drops a batch that was begun. */
    @Override
    public abstract void close();

    /** Fills one vector, without its children, and releases {@code buffers}. */
    static void load(FieldVector vector, int slots, int nulls, List<ArrowBuf> buffers) {
        try {
            vector.loadFieldBuffers(new ArrowFieldNode(slots, nulls), buffers);
        } finally {
            buffers.forEach(ArrowBuf::close);
        }
    }

    final void expect(int slots, String what) {
        if (slots() != slots) {
            throw new DamagedFileException(what + " with " + slots() + " values beside " + slots);
        }
    }

    /** Named children beside each other. */
    static final class Struct extends ColumnPart implements LevelSink {
        private final ReadNode.Struct node;
        private final List<ColumnPart> children;
        private final BitBuffer validity = new BitBuffer();

        Struct(ReadNode.Struct node, List<ColumnPart> children) {
            this.node = node;
            this.children = children;
        }

        @Override
        public void accept(byte[] definitions, byte[] repetitions, int from, int to) {
            for (int i = from; i < to; i++) {
                if (definitions[i] >= node.slotDefinition()
                        && (repetitions.length == 0 || repetitions[i] <= node.repetition())) {
                    validity.append(definitions[i] >= node.definition());
                }
            }
        }

        @Override
        void start(BufferAllocator allocator, int rows) {
            validity.clear();
            children.forEach(c -> c.start(allocator, rows));
        }

        @Override
        int slots() {
            return validity.length();
        }

        @Override
        void finish(FieldVector vector, BufferAllocator allocator) {
            load(vector, slots(), validity.zeros(), List.of(validity.validity(allocator)));
            List<FieldVector> vectors = vector.getChildrenFromFields();
            for (int i = 0; i < vectors.size(); i++) {
                children.get(i).expect(slots(), "a field");
                children.get(i).finish(vectors.get(i), allocator);
            }
        }

        @Override
        public void close() {
            children.forEach(ColumnPart::close);
        }
    }

    /** A list or map. */
    static final class Repeated extends ColumnPart implements LevelSink {
        private final ReadNode.Repeated node;
        private final ColumnPart element;
        private final BitBuffer validity = new BitBuffer();
        private final OffsetBuffer offsets = new OffsetBuffer();
        private int elements;

        Repeated(ReadNode.Repeated node, ColumnPart element) {
            this.node = node;
            this.element = element;
        }

        @Override
        public void accept(byte[] definitions, byte[] repetitions, int from, int to) {
            int outer = node.repetition();
            int present = node.definition() + 1;
            int count = elements;
            for (int i = from; i < to; i++) {
                int repetition = repetitions[i];
                int definition = definitions[i];
                if (repetition <= outer && definition >= node.slotDefinition()) {
                    offsets.begin(count);
                    validity.append(definition >= node.definition());
                }
                if (repetition <= outer + 1 && definition >= present) {
                    count++;
                }
            }
            elements = count;
        }

        @Override
        void start(BufferAllocator allocator, int rows) {
            validity.clear();
            offsets.clear();
            elements = 0;
            element.start(allocator, rows);
        }

        @Override
        int slots() {
            return validity.length();
        }

        @Override
        void finish(FieldVector vector, BufferAllocator allocator) {
            if (vector instanceof FixedSizeListVector fixed) {
                finishFixed(fixed, allocator);
                return;
            }
            List<ArrowBuf> buffers = new ArrayList<>(2);
            buffers.add(validity.validity(allocator));
            buffers.add(offsets.copy(allocator, elements));
            load(vector, slots(), validity.zeros(), buffers);
            element.expect(elements, "a list");
            element.finish(vector.getChildrenFromFields().get(0), allocator);
        }

        private void finishFixed(FixedSizeListVector vector, BufferAllocator allocator) {
            int size = vector.getListSize();
            int present = slots() - validity.zeros();
            if (elements != (long) present * size || !offsets.inStepsOf(size, elements)) {
                throw new DamagedFileException("a list that does not have " + size + " values, as its type says");
            }
            FieldVector values = vector.getChildrenFromFields().get(0);
            element.expect(elements, "a list");
            if (present == slots()) {
                element.finish(values, allocator);
            } else {
                spread(values, size, allocator);
            }
            load(vector, slots(), validity.zeros(), List.of(validity.validity(allocator)));
        }

        /** Where a list is null, Arrow has its values nevertheless. */
        private void spread(FieldVector target, int size, BufferAllocator allocator) {
            try (FieldVector dense = target.getField().createVector(allocator)) {
                element.finish(dense, allocator);
                target.setInitialCapacity(slots() * size);
                target.allocateNew();
                int from = 0;
                for (int slot = 0; slot < slots(); slot++) {
                    for (int i = 0; i < size && validity.get(slot); i++) {
                        target.copyFromSafe(from++, slot * size + i, dense);
                    }
                }
                target.setValueCount(slots() * size);
            }
        }

        @Override
        public void close() {
            element.close();
        }
    }
}
