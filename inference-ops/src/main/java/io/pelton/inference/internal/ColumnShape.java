// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.internal.TypeNames;
import io.pelton.inference.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * A column as a tensor: its elements, and the dimensions of a row.
 *
 * @param type {@link ElementType#OTHER} if tensors have no such element
 * @param dims of one row, from the outside in; empty for a scalar, {@link #VARIES} for a list
 */
record ColumnShape(ElementType type, List<Integer> dims) {
    /** The size of a list, which each row may have its own of. */
    static final int VARIES = -1;

    ColumnShape {
        dims = List.copyOf(dims);
    }

    static ColumnShape of(Field field) {
        List<Integer> dims = new ArrayList<>();
        Field leaf = field;
        while (true) {
            if (leaf.getType() instanceof ArrowType.FixedSizeList) {
                dims.add(((ArrowType.FixedSizeList) leaf.getType()).getListSize());
            } else if (leaf.getType() instanceof ArrowType.List) {
                dims.add(VARIES);
            } else {
                boolean coded = leaf.getDictionary() != null;
                return new ColumnShape(coded ? ElementType.OTHER : elementType(leaf.getType()), dims);
            }
            leaf = leaf.getChildren().get(0);
        }
    }

    private static ElementType elementType(ArrowType type) {
        if (type instanceof ArrowType.FloatingPoint) {
            return switch (((ArrowType.FloatingPoint) type).getPrecision()) {
                case HALF -> ElementType.FLOAT16;
                case SINGLE -> ElementType.FLOAT;
                case DOUBLE -> ElementType.DOUBLE;
            };
        }
        if (type instanceof ArrowType.Int) {
            return integer((ArrowType.Int) type);
        }
        if (type instanceof ArrowType.Bool) {
            return ElementType.BOOL;
        }
        return TextColumn.isText(type) ? ElementType.STRING : ElementType.OTHER;
    }

    private static ElementType integer(ArrowType.Int type) {
        return switch (type.getBitWidth()) {
            case 8 -> type.getIsSigned() ? ElementType.INT8 : ElementType.UINT8;
            case 16 -> type.getIsSigned() ? ElementType.INT16 : ElementType.UINT16;
            case 32 -> type.getIsSigned() ? ElementType.INT32 : ElementType.UINT32;
            default -> type.getIsSigned() ? ElementType.INT64 : ElementType.UINT64;
        };
    }

    /** Whether all rows have the same number of elements. */
    boolean isFixed() {
        return !dims.contains(VARIES);
    }

    /** The elements of a row that {@link #isFixed}. */
    long elements() {
        return dims.stream().mapToLong(d -> d).reduce(1, (a, b) -> a * b);
    }

    /** As in {@code [rows, 96] int32}. */
    static String describe(Field field) {
        ColumnShape shape = of(field);
        String dims = shape.dims.stream()
                .map(d -> ", " + (d == VARIES ? "any" : d.toString()))
                .collect(Collectors.joining());
        return "[rows" + dims + "] " + (shape.type == ElementType.OTHER ? leafType(field) : shape.type);
    }

    private static String leafType(Field field) {
        boolean list = field.getType() instanceof ArrowType.List || field.getType() instanceof ArrowType.FixedSizeList;
        return list ? leafType(field.getChildren().get(0)) : TypeNames.of(field);
    }
}
