// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a model takes and gives, in its own order. {@link #toString} is for people.
 *
 * @param inputs what each run must be given
 * @param outputs what a run gives
 */
public record ModelDescription(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    public ModelDescription {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** The input of a name. */
    public Optional<TensorSpec> input(String name) {
        return inputs.stream().filter(i -> i.name().equals(name)).findFirst();
    }

    /** The output of a name. */
    public Optional<TensorSpec> output(String name) {
        return outputs.stream().filter(o -> o.name().equals(name)).findFirst();
    }

    private static String lines(List<TensorSpec> specs) {
        return specs.stream().map(s -> "\n  " + s).collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return "inputs:" + lines(inputs) + "\noutputs:" + lines(outputs);
    }
}
