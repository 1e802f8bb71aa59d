// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.dataset.PeltonException;
import io.pelton.inference.ModelDescription;
import io.pelton.inference.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * How a model's inputs are made of columns and columns of its outputs, all checked.
 *
 * @param inputs one for each input of the model
 * @param outputs one for each output that becomes a column
 */
public record ModelPlan(List<InputPlan> inputs, List<OutputPlan> outputs) {
    /** A run takes and gives no more than this, whatever its rows. */
    private static final long MAX_RUN_BYTES = 64L << 20;

    public ModelPlan {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * What the user said of a model's columns.
     *
     * @param inputs the columns of some inputs; others are made of the column of their name
     * @param outputs the columns of some outputs; if none is named, all become columns of their names
     * @param padding the values that fill lists up, by input
     * @param convert whether element types may be converted
     */
    public record Bindings(
            Map<String, List<String>> inputs,
            Map<String, String> outputs,
            Map<String, Number> padding,
            boolean convert) {
        public Bindings {
            inputs = copy(inputs);
            outputs = copy(outputs);
            padding = copy(padding);
        }

        private static <T> Map<String, T> copy(Map<String, T> map) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(map));
        }

        /** The columns that an input is made of. */
        public List<String> columnsOf(String input) {
            List<String> bound = inputs.get(input);
            return bound == null ? List.of(input) : bound;
        }
    }

    /**
     * Plans a model over a schema.
     *
     * @throws PeltonException of kind {@code USER} if they do not fit
     */
    public static ModelPlan of(String operator, ModelDescription model, Bindings bindings, Schema schema) {
        checkNames(operator, "input", bindings.inputs().keySet(), model.inputs());
        checkNames(operator, "input", bindings.padding().keySet(), model.inputs());
        checkNames(operator, "output", bindings.outputs().keySet(), model.outputs());
        List<InputPlan> inputs = new ArrayList<>();
        for (TensorSpec input : model.inputs()) {
            String name = input.name();
            inputs.add(InputPlan.of(
                    operator,
                    input,
                    bindings.columnsOf(name),
                    schema,
                    bindings.convert(),
                    bindings.padding().get(name)));
        }
        return new ModelPlan(inputs, outputs(operator, model, bindings.outputs()));
    }

    private static List<OutputPlan> outputs(String operator, ModelDescription model, Map<String, String> named) {
        List<OutputPlan> plans = new ArrayList<>();
        Set<String> columns = new LinkedHashSet<>();
        for (TensorSpec output : model.outputs()) {
            String column = named.isEmpty() ? output.name() : named.get(output.name());
            if (column != null) {
                plans.add(OutputPlan.of(operator, output, column));
                if (!columns.add(column)) {
                    throw PeltonException.user("Cannot run '" + operator + "': expected a column for each output but"
                            + " two go into '" + column + "'. Name another in OnnxModel.output(..).");
                }
            }
        }
        return plans;
    }

    private static void checkNames(String operator, String what, Set<String> named, List<TensorSpec> specs) {
        Set<String> known = specs.stream().map(TensorSpec::name).collect(Collectors.toCollection(LinkedHashSet::new));
        for (String name : named) {
            if (!known.contains(name)) {
                throw PeltonException.user("Cannot run '" + operator + "': the model has no " + what + " '" + name
                        + "', only " + known + ". Take a name of OnnxModel.describe().");
            }
        }
    }

    /** The columns that are read. */
    public Set<String> columns() {
        return inputs.stream()
                .flatMap(i -> i.columns().stream())
                .map(Field::getName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The schema with the outputs' columns. */
    public Schema outputSchema(Schema input) {
        return Schemas.append(input, outputs.stream().map(OutputPlan::field).collect(Collectors.toList()));
    }

    /** The most rows of a run: 1 if an input is fixed to it, otherwise what keeps tensors in bounds. */
    int maxRunRows() {
        if (inputs.stream().anyMatch(i -> i.fixedRows() == 1)) {
            return 1;
        }
        long rowBytes = inputs.stream().mapToLong(InputPlan::rowBytes).sum()
                + outputs.stream().mapToLong(OutputPlan::rowBytes).sum();
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, MAX_RUN_BYTES / Math.max(1, rowBytes)));
    }
}
