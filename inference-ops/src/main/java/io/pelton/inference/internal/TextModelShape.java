// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.PeltonException;
import io.pelton.inference.ElementType;
import io.pelton.inference.ModelDescription;
import io.pelton.inference.TensorSpec;
import io.pelton.inference.TensorSpec.Dimension;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a text model is fed and read: which of its inputs takes what, and which output holds the vectors.
 *
 * @param inputs of {@code [rows, tokens]}, int64 or int32
 * @param output of {@code [rows, tokens, dimensions]} or {@code [rows, dimensions]}, float32
 */
public record TextModelShape(List<TensorSpec> inputs, TensorSpec output) {
    /** What an input takes. */
    enum Role {
        IDS,
        MASK,
        TYPES,
        POSITIONS;

        /** The value at a position; ids past the text's end are 0 and masked. */
        long value(long[] tokens, int position) {
            boolean inside = position < tokens.length;
            return switch (this) {
                case IDS -> inside ? tokens[position] : 0;
                case MASK -> inside ? 1 : 0;
                case TYPES -> 0;
                case POSITIONS -> position;
            };
        }
    }

    private static final Map<String, Role> ROLES = Map.of(
            "input_ids", Role.IDS,
            "attention_mask", Role.MASK,
            "token_type_ids", Role.TYPES,
            "position_ids", Role.POSITIONS);

    /**
     * Checks that a model embeds texts.
     *
     * @param outputName the output to take, or null for the first that fits
     * @throws PeltonException of kind {@code USER} if it does not
     */
    public static TextModelShape of(String model, ModelDescription description, @Nullable String outputName) {
        for (TensorSpec input : description.inputs()) {
            checkInput(model, input);
        }
        if (description.input("input_ids").isEmpty()) {
            throw cannot(model, "expected an input 'input_ids' but it takes " + description.inputs());
        }
        return new TextModelShape(description.inputs(), output(model, description, outputName));
    }

    private static void checkInput(String model, TensorSpec input) {
        if (!ROLES.containsKey(input.name())) {
            throw cannot(
                    model,
                    "expected inputs " + ROLES.keySet().stream().sorted().toList() + " but it takes '" + input.name()
                            + "' " + input.shapeAndType());
        }
        boolean integers = input.type() == ElementType.INT64 || input.type() == ElementType.INT32;
        if (!integers || (input.rank() != 2 && input.rank() != -1)) {
            throw cannot(
                    model,
                    "expected [rows, tokens] int64 or int32 but input '" + input.name() + "' takes "
                            + input.shapeAndType());
        }
    }

    private static TensorSpec output(String model, ModelDescription description, @Nullable String name) {
        if (name == null) {
            return description.outputs().stream()
                    .filter(TextModelShape::isVectors)
                    .findFirst()
                    .orElseThrow(() -> cannot(model, expectedVectors() + description.outputs()));
        }
        TensorSpec output = description
                .output(name)
                .orElseThrow(
                        () -> cannot(model, "expected an output '" + name + "' but it gives " + description.outputs()));
        if (!isVectors(output)) {
            throw cannot(model, expectedVectors() + output);
        }
        return output;
    }

    private static String expectedVectors() {
        return "expected an output of [rows, tokens, n] or [rows, n] float32 with n fixed but it gives ";
    }

    private static boolean isVectors(TensorSpec output) {
        List<Dimension> shape = output.shape();
        return output.type() == ElementType.FLOAT
                && shape != null
                && (shape.size() == 2 || shape.size() == 3)
                && shape.get(shape.size() - 1).isFixed();
    }

    private static PeltonException cannot(String model, String why) {
        return PeltonException.user("Cannot embed texts with model '" + model + "': " + why
                + ". Use a model exported for feature extraction, or bind its inputs with OnnxModel.bind.");
    }

    /** What an input takes. */
    Role role(TensorSpec input) {
        return requireNonNull(ROLES.get(input.name()), input.name());
    }

    /** The floats of a vector. */
    public int dimensions() {
        List<Dimension> shape = requireNonNull(output.shape(), "shape");
        return (int) shape.get(shape.size() - 1).size();
    }
}
