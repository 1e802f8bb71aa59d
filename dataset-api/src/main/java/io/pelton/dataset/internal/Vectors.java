// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.TransferPair;

/** Shares vectors by reference count and compares their types. */
public final class Vectors {
    private Vectors() {}

    /**
     * Values {@code [from, from + length)} as a vector of its own on the same memory; only what does not start at a byte
     * or at offset zero is copied, which is bits and offsets.
     *
     * @param field the vector's field, given since vectors of lists build theirs anew each time
     */
    public static FieldVector share(Field field, FieldVector vector, int from, int length) {
        if (length == 0) {
            return field.createVector(vector.getAllocator());
        }
        if (from == 0 && length == vector.getValueCount() && isPlain(vector)) {
            return whole(field, vector);
        }
        TransferPair pair = vector.getTransferPair(field, vector.getAllocator());
        try {
            pair.splitAndTransfer(from, length);
        } catch (RuntimeException | Error e) {
            pair.getTo().close();
            throw e;
        }
        return (FieldVector) pair.getTo();
    }

    private static FieldVector whole(Field field, FieldVector vector) {
        BufferAllocator allocator = vector.getAllocator();
        FieldVector shared = field.createVector(allocator);
        try {
            load(vector, shared);
            return shared;
        } catch (RuntimeException | Error e) {
            shared.close();
            throw e;
        }
    }

    private static void load(FieldVector from, FieldVector to) {
        if (from instanceof NullVector) {
            to.setValueCount(from.getValueCount());
            return;
        }
        to.loadFieldBuffers(new ArrowFieldNode(from.getValueCount(), 0), from.getFieldBuffers());
        List<FieldVector> children = to.getChildrenFromFields();
        for (int i = 0; i < children.size(); i++) {
            load(from.getChildrenFromFields().get(i), children.get(i));
        }
    }

    /** Whether the vector and all that it is made of have one of the layouts that this package knows buffer by buffer. */
    static boolean isPlain(FieldVector vector) {
        if (vector instanceof ListVector
                || vector instanceof LargeListVector
                || vector instanceof FixedSizeListVector
                || vector instanceof StructVector) {
            return vector.getChildrenFromFields().stream().allMatch(Vectors::isPlain);
        }
        return vector instanceof BaseFixedWidthVector
                || vector instanceof BaseVariableWidthVector
                || vector instanceof BaseLargeVariableWidthVector
                || vector instanceof NullVector;
    }

    /** Equal but for what may be null, and for the names that lists give their elements. */
    public static boolean sameType(Field left, Field right) {
        List<Field> l = left.getChildren();
        List<Field> r = right.getChildren();
        boolean named = left.getType() instanceof ArrowType.Struct;
        boolean same = left.getType().equals(right.getType()) && l.size() == r.size();
        for (int i = 0; same && i < l.size(); i++) {
            same = sameType(l.get(i), r.get(i))
                    && (!named || l.get(i).getName().equals(r.get(i).getName()));
        }
        return same;
    }

    /** The left fields, nullable where either side is; the two sides have the same types. */
    public static List<Field> merged(List<Field> left, List<Field> right) {
        List<Field> fields = new ArrayList<>(left.size());
        for (int i = 0; i < left.size(); i++) {
            Field l = left.get(i);
            Field r = right.get(i);
            FieldType type =
                    new FieldType(l.isNullable() || r.isNullable(), l.getType(), l.getDictionary(), l.getMetadata());
            fields.add(new Field(l.getName(), type, merged(l.getChildren(), r.getChildren())));
        }
        return fields;
    }
}
