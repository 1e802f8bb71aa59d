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
import org.apache.arrow.vector.FieldVector;

/** Runs a model over the rows of a batch, in runs of as many rows as do best, and adds its outputs as columns. */
final class ModelFunction implements BatchFunction {
    private final String label;
    private final OrtEnvironment environment;
    private final ModelRunner runner;
    private final ModelPlan plan;
    private final Calibration budget;
    private final OperatorContext context;
    private final List<TensorInput> inputs;
    private final MemoryReport memory;

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
            List<FieldVector> columns =
                    outputs.stream().map(TensorOutput::finish).collect(Collectors.toList());
            return batch.append(columns);
        } catch (RuntimeException | Error e) {
            outputs.forEach(TensorOutput::close);
            throw e;
        }
    }

    private void runAll(List<TensorOutput> outputs, int rows) {
        int from = 0;
        while (from < rows) {
            int size = budget.next((long) rows - from, from == 0);
            int to = (int) Math.min(rows, (long) from + size);
            long start = System.nanoTime();
            run(outputs, from, to);
            if (to - from == size || from == 0) {
                budget.ran(size, to - from, System.nanoTime() - start);
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
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
        Set<String> requested = new LinkedHashSet<>();
        try {
            for (int i = 0; i < inputs.size(); i++) {
                given.put(plan.inputs().get(i).spec().name(), inputs.get(i).tensor(environment, from, to));
            }
            for (TensorOutput output : outputs) {
                String name = output.plan().spec().name();
                if (output.plan().inPlace()) {
                    pinned.put(name, output.pinned(environment, from, to));
                } else {
                    requested.add(name);
                }
            }
            try (OrtSession.Result result = runner.run(given, requested, pinned)) {
                takeOver(outputs, result, to - from);
            }
            context.counters().add("model.runs", 1);
        } catch (OrtException e) {
            throw OrtErrors.running(label, to - from, e);
        } finally {
            given.values().forEach(OnnxTensor::close);
            pinned.values().forEach(OnnxTensor::close);
        }
    }

    private void takeOver(List<TensorOutput> outputs, OrtSession.Result result, int rows) throws OrtException {
        for (TensorOutput output : outputs) {
            if (output.plan().inPlace()) {
                output.written(rows);
            } else {
                OnnxTensor tensor =
                        (OnnxTensor) result.get(output.plan().spec().name()).orElseThrow();
                output.append(tensor, rows);
            }
        }
    }

    @Override
    public void close() {
        memory.now();
        inputs.forEach(TensorInput::close);
    }
}
