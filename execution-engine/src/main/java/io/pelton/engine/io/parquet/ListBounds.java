// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;

/** Where each list of a vector of lists begins and ends in the vector of their elements. */
abstract class ListBounds {
    private final ValueVector lists;
    private final FieldVector elements;

    private ListBounds(ValueVector lists, FieldVector elements) {
        this.lists = lists;
        this.elements = elements;
    }

    /** The bounds in a list, large list, fixed-size list or map vector. */
    static ListBounds of(ValueVector vector) {
        ValueVector lists = LeafValues.unwrap(vector);
        if (lists instanceof ListVector) {
            return new Offsets((ListVector) lists);
        }
        if (lists instanceof LargeListVector) {
            return new LargeOffsets((LargeListVector) lists);
        }
        return new FixedSize((FixedSizeListVector) lists);
    }

    final FieldVector elements() {
        return elements;
    }

    final boolean isNull(int index) {
        return lists.isNull(index);
    }

    abstract int start(int index);

    abstract int end(int index);

    private static final class Offsets extends ListBounds {
        private final ListVector vector;

        Offsets(ListVector vector) {
            super(vector, vector.getDataVector());
            this.vector = vector;
        }

        @Override
        int start(int index) {
            return vector.getElementStartIndex(index);
        }

        @Override
        int end(int index) {
            return vector.getElementEndIndex(index);
        }
    }

    private static final class LargeOffsets extends ListBounds {
        private final LargeListVector vector;

        LargeOffsets(LargeListVector vector) {
            super(vector, vector.getDataVector());
            this.vector = vector;
        }

        @Override
        int start(int index) {
            return Math.toIntExact(vector.getElementStartIndex(index));
        }

        @Override
        int end(int index) {
            return Math.toIntExact(vector.getElementEndIndex(index));
        }
    }

    private static final class FixedSize extends ListBounds {
        private final int size;

        FixedSize(FixedSizeListVector vector) {
            super(vector, vector.getDataVector());
            this.size = vector.getListSize();
        }

        @Override
        int start(int index) {
            return index * size;
        }

        @Override
        int end(int index) {
            return (index + 1) * size;
        }
    }
}
