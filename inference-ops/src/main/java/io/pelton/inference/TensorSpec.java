// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One input or output of a model.
 *
 * @param name as in the model
 * @param type of its elements
 * @param shape its dimensions, the rows first; null if the model does not say
 */
public record TensorSpec(
        String name, ElementType type, @Nullable List<Dimension> shape) {
    /**
     * A dimension.
     *
     * @param size its size, or -1 if each run may have another
     * @param label the model's name for a size that varies, or empty
     */
    public record Dimension(long size, String label) {
        /** Whether the model fixes the size. */
        public boolean isFixed() {
            return size >= 0;
        }

        @Override
        public String toString() {
            return isFixed() ? Long.toString(size) : label.isEmpty() ? "?" : label;
        }
    }

    public TensorSpec {
        shape = shape == null ? null : List.copyOf(shape);
    }

    /** The number of dimensions, or -1 if the model does not say. */
    public int rank() {
        return shape == null ? -1 : shape.size();
    }

    /** Shape and type as in {@code [rows, 128] int64}. */
    public String shapeAndType() {
        String dims = shape == null
                ? "[..]"
                : shape.stream().map(Dimension::toString).collect(Collectors.joining(", ", "[", "]"));
        return dims + " " + type;
    }

    @Override
    public String toString() {
        return name + " " + shapeAndType();
    }
}
