// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.FlightRecorder;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Runs a model over the rows of a batch, in runs of as many rows as do best, and adds its outputs as columns. */
final class ModelFunction implements BatchFunction {
    private final String label;
    private final OrtEnvironment environment;
    private final ModelRunner runner;
    private final ModelPlan plan;
    private final Calibration budget;
    private final OperatorContext context;
    private final List<TensorInput> inputs;
    private final List<OutputPin> pins;
    private final MemoryReport memory;
    // Of the run at hand; kept, since a run may take no longer than filling maps anew.
    private final Map<String, OnnxTensor> given = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
    private final Set<String> requested;
    /** Of the batch before, what it was given and what it gave: mostly those of the next one. */
    private @Nullable Schema input;

    private @Nullable Schema output;
    private long runs;

    ModelFunction(
            String label,
            OrtEnvironment environment,
            ModelRunner runner,
            ModelPlan plan,
            Calibration budget,
            OperatorContext context) {
        this.label = label;
        this.environment = environment;
        this.runner = runner;
        this.plan = plan;
        this.budget = budget;
        this.context = context;
        this.memory = new MemoryReport(context.counters());
        this.inputs = plan.inputs().stream()
                .map(input -> new TensorInput(input, context.allocator()))
                .collect(Collectors.toList());
        this.pins = plan.outputs().stream()
                .map(output -> new OutputPin(output, context.allocator()))
                .collect(Collectors.toList());
        this.requested = plan.outputs().stream()
                .filter(output -> !output.inPlace())
                .map(output -> output.spec().name())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public RecordBatch apply(RecordBatch batch) {
        inputs.forEach(input -> input.take(batch));
        List<TensorOutput> outputs = new ArrayList<>();
        try {
            for (OutputPlan output : plan.outputs()) {
                outputs.add(new TensorOutput(output, batch.rowCount(), context.allocator()));
            }
            runAll(outputs, batch.rowCount());
            memory.batch();
            context.counters().add("model.runs", runs);
            runs = 0;
            List<FieldVector> columns =
                    outputs.stream().map(TensorOutput::finish).collect(Collectors.toList());
            if (batch.schema() == input && output != null) {
                return batch.append(output, columns);
            }
            RecordBatch result = batch.append(columns);
            input = batch.schema();
            output = result.schema();
            return result;
        } catch (RuntimeException | Error e) {
            outputs.forEach(TensorOutput::close);
            throw e;
        }
    }

    private void runAll(List<TensorOutput> outputs, int rows) {
        int from = 0;
        while (from < rows) {
            int asked = budget.next((long) rows - from, from == 0);
            int size = Math.min(context.batchRows(), asked);
            int to = (int) Math.min(rows, (long) from + size);
            long start = System.nanoTime();
            run(outputs, from, to);
            if (to - from == size || from == 0) {
                budget.ran(asked, to - from, System.nanoTime() - start);
            }
            from = to;
        }
    }

    private void run(List<TensorOutput> outputs, int from, int to) {
        try {
            runOnce(outputs, from, to);
        } catch (RuntimeException | OutOfMemoryError e) {
            if (PeltonException.kindOf(e) != ErrorKind.RESOURCE || to - from == 1) {
                throw e;
            }
            budget.tooLarge(to - from);
            int middle = (from + to) >>> 1;
            run(outputs, from, middle);
            run(outputs, middle, to);
        }
    }

    private void runOnce(List<TensorOutput> outputs, int from, int to) {
        try {
            for (int i = 0; i < inputs.size(); i++) {
                given.put(plan.inputs().get(i).spec().name(), inputs.get(i).tensor(environment, from, to));
            }
            for (int i = 0; i < outputs.size(); i++) {
                if (outputs.get(i).plan().inPlace()) {
                    OnnxTensor tensor = pins.get(i).tensor(environment, outputs.get(i), from, to);
                    pinned.put(outputs.get(i).plan().spec().name(), tensor);
                }
            }
            ModelRunEvent event = FlightRecorder.isInitialized() ? ModelRunEvent.begun() : null;
            try (OrtSession.Result result = runner.run(given, requested, pinned)) {
                if (event != null) {
                    event.ended(label, to - from, to - from);
                }
                takeOver(outputs, result, from, to);
            }
            runs++;
        } catch (OrtException e) {
            throw OrtErrors.running(label, to - from, e);
        } finally {
            inputs.forEach(TensorInput::done);
            pins.forEach(OutputPin::done);
        }
    }

    private void takeOver(List<TensorOutput> outputs, OrtSession.Result result, int from, int to) throws OrtException {
        for (int i = 0; i < outputs.size(); i++) {
            TensorOutput output = outputs.get(i);
            if (output.plan().inPlace()) {
                pins.get(i).written(output, from, to);
            } else {
                OnnxTensor tensor =
                        (OnnxTensor) result.get(output.plan().spec().name()).orElseThrow();
                output.append(tensor, to - from);
            }
        }
    }

    @Override
    public void close() {
        memory.now();
        inputs.forEach(TensorInput::close);
        pins.forEach(OutputPin::close);
    }
}
