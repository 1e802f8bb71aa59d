// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.inference.TestContext;
import io.pelton.inference.TinyOnnx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFunctionTest {
    @TempDir
    Path directory;

    private TestContext context;
    private ModelFile model;
    private SharedSession session;
    private final List<Long> runs = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        context = new TestContext(directory);
        Path file = new TinyOnnx()
                .input("x", 1, TinyOnnx.FREE)
                .output("fixed", 1, TinyOnnx.FREE)
                .output("free", 1, TinyOnnx.FREE, TinyOnnx.FREE)
                .weights("axes", new long[] {1}, 1)
                .node("Neg", new String[] {"x"}, new String[] {"fixed"})
                .node("Unsqueeze", new String[] {"x", "axes"}, new String[] {"free"})
                .write(directory.resolve("tiny.onnx"));
        model = new ModelFile(Resource.pathOrUri(file.toString()));
        session = SharedSession.open(model, new SessionSettings("cpu", 0));
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        context.close();
    }

    /** Fails as ONNX Runtime does when an allocation fails, for runs of more rows than fit. */
    private ModelFunction withRoomFor(int rows, RecordBatch batch, Calibration budget) {
        ModelRunner runner = (inputs, requested, pinned) -> {
            long given = requireNonNull(inputs.get("x")).getInfo().getShape()[0];
            runs.add(given);
            if (given > rows) {
                throw new OrtException(OrtException.OrtErrorCode.ORT_RUNTIME_EXCEPTION, "no room");
            }
            return session.session().run(inputs, requested, pinned);
        };
        ModelPlan.Bindings none = new ModelPlan.Bindings(Map.of(), Map.of(), Map.of(), false);
        ModelPlan plan = ModelPlan.of("tiny", model.description(), none, batch.schema());
        return new ModelFunction("tiny.onnx", session.environment(), runner, plan, budget, context);
    }

    private static RecordBatch batch(BufferAllocator allocator, int rows) {
        Float4Vector vector = new Float4Vector("x", allocator);
        vector.allocateNew(rows);
        for (int row = 0; row < rows; row++) {
            vector.set(row, row);
        }
        vector.setValueCount(rows);
        return RecordBatch.of(List.of(vector), rows);
    }

    @Test
    void runsThatDoNotFitAreHalvedAndTheNextOnesSmaller() {
        try (RecordBatch batch = batch(context.allocator(), 10);
                ModelFunction function = withRoomFor(2, batch, Calibration.fixed(8));
                RecordBatch result = function.apply(batch)) {
            for (int row = 0; row < 10; row++) {
                assertThat(result.column("fixed").getObject(row)).isEqualTo(-(float) row);
                assertThat(result.column("free").getObject(row)).isEqualTo(List.of((float) row));
            }
            assertThat(runs).containsExactly(8L, 4L, 2L, 2L, 4L, 2L, 2L, 2L);
        }
    }

    @Test
    void runsHaveNoMoreRowsThanABatchHowEverManyBatchesAreGivenAtOnce() {
        context.batchRows(4);
        try (RecordBatch batch = batch(context.allocator(), 10);
                ModelFunction function = withRoomFor(100, batch, Calibration.fixed(8));
                RecordBatch result = function.apply(batch)) {
            for (int row = 0; row < 10; row++) {
                assertThat(result.column("fixed").getObject(row)).isEqualTo(-(float) row);
            }
            assertThat(runs).containsExactly(4L, 4L, 2L);
        }
    }

    @Test
    void aRowThatDoesNotFitAloneFailsAndLeavesNothingBehind() {
        try (RecordBatch batch = batch(context.allocator(), 10)) {
            long held = context.allocator().getAllocatedMemory();
            try (ModelFunction function = withRoomFor(0, batch, Calibration.fixed(8))) {
                assertThatThrownBy(() -> function.apply(batch))
                        .isInstanceOfSatisfying(
                                PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USER))
                        .hasMessageContaining("Cannot run model 'tiny.onnx'");
            }
            assertThat(context.allocator().getAllocatedMemory()).isEqualTo(held);
        }
    }

    @Test
    void theFlightRecorderIsToldOfEachRunThatEndsWell() throws Exception {
        Path file = directory.resolve("runs.jfr");
        try (Recording recording = new Recording();
                RecordBatch batch = batch(context.allocator(), 5);
                ModelFunction function = withRoomFor(2, batch, Calibration.fixed(3))) {
            recording.enable("pelton.ModelRun");
            recording.start();
            function.apply(batch).close();
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> told = RecordingFile.readAllEvents(file);

        assertThat(runs).startsWith(3L);
        assertThat(told).allSatisfy(run -> {
            assertThat(run.getString("model")).isEqualTo("tiny.onnx");
            assertThat(run.getLong("padded")).isEqualTo(run.getInt("rows")).isLessThanOrEqualTo(2);
        });
        assertThat(told.stream().mapToInt(run -> run.getInt("rows")).sum()).isEqualTo(5);
    }

    @Test
    void batchesOfOneSizeSettleOnARunOfTheWholeBatch() {
        List<Integer> told = new ArrayList<>();
        Calibration budget = Calibration.among(new int[] {1, 64, 512}, 512, told::add);
        try (RecordBatch batch = batch(context.allocator(), 64);
                ModelFunction function = withRoomFor(1000, batch, budget)) {
            for (int i = 0; i < 40 && told.isEmpty(); i++) {
                function.apply(batch).close();
            }
            assertThat(told).hasSize(1);
            assertThat(told.get(0)).isGreaterThanOrEqualTo(64);
        }
    }

    /** 4,000 runs of a quarter of a megabyte each: tensors left open would add 1,000 MB; the heap may grow, too. */
    @Test
    void thousandsOfRunsDoNotGrowTheProcess() throws Exception {
        try (RecordBatch batch = batch(context.allocator(), 1 << 16);
                ModelFunction function = withRoomFor(1 << 20, batch, Calibration.fixed(1 << 16))) {
            for (int i = 0; i < 300; i++) {
                function.apply(batch).close();
            }
            long before = NativeMemory.residentBytes();
            for (int i = 0; i < 4000; i++) {
                function.apply(batch).close();
            }
            long grown = NativeMemory.residentBytes() - before;
            assertThat(grown).as("bytes").isLessThan(600L << 20);
        }
    }
}
