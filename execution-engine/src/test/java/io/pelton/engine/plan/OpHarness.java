// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.RecordBatch;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Runs a step through what a stage may do to it: batches of every size from one row to all, inputs that are closed before
 * the results are read, and memory that runs out at each allocation in turn. Nothing may leak at any point.
 */
final class OpHarness {
    private final PhysicalOp op;
    private final Schema inputSchema;
    private final List<Map<String, Object>> input;

    private OpHarness(PhysicalOp op, Schema inputSchema, List<Map<String, Object>> input) {
        this.op = op;
        this.inputSchema = inputSchema;
        this.input = input;
    }

    /** Asserts what a step gives, as text for each row. */
    static void verify(PhysicalOp op, Schema inputSchema, List<Map<String, Object>> input, List<String> expected)
            throws Exception {
        OpHarness harness = new OpHarness(op, inputSchema, input);
        for (int batchRows : List.of(1, 2, 3, input.size())) {
            assertThat(harness.run(batchRows))
                    .as("%s in batches of %d", op, batchRows)
                    .isEqualTo(expected);
        }
        harness.runOutOfMemory();
    }

    private List<String> run(int batchRows) throws Exception {
        List<String> rows = new ArrayList<>();
        try (BufferAllocator root = new RootAllocator();
                Transform transform = op.open(new TestContext(inputSchema, root))) {
            for (int from = 0; from < input.size(); from += batchRows) {
                List<Map<String, Object>> part = input.subList(from, Math.min(input.size(), from + batchRows));
                RecordBatch result;
                try (RecordBatch batch = TestBatches.of(root, inputSchema, part)) {
                    result = transform.apply(batch);
                    assertThat(TestBatches.rows(batch))
                            .as("the input is only borrowed")
                            .hasSameSizeAs(part);
                }
                try (result) {
                    assertThat(result.schema().getFields())
                            .hasSameSizeAs(op.outputSchema().getFields());
                    assertThat(op.keepsRows()).isIn(false, result.rowCount() == part.size());
                    TestBatches.rows(result).forEach(row -> rows.add(row.toString()));
                }
            }
        }
        return rows;
    }

    /** Lets each allocation fail in turn, until there is none left to fail. */
    private void runOutOfMemory() throws Exception {
        PrintStream err = System.err;
        System.setErr(
                new PrintStream(OutputStream.nullOutputStream(), false, UTF_8)); // Arrow's lists print stack traces
        try (BufferAllocator root = new RootAllocator();
                RecordBatch batch = TestBatches.of(root, inputSchema, input)) {
            boolean done = false;
            for (int failing = 1; !done; failing++) {
                try (BufferAllocator child = root.newChildAllocator("op", new Failing(failing), 0, Long.MAX_VALUE);
                        Transform transform = op.open(new TestContext(inputSchema, child))) {
                    done = succeeds(transform, batch);
                }
            }
        } finally {
            System.setErr(err);
        }
    }

    private static boolean succeeds(Transform transform, RecordBatch batch) throws Exception {
        try (RecordBatch result = transform.apply(batch)) {
            return true;
        } catch (OutOfMemoryException e) {
            return false;
        }
    }

    /** Refuses one allocation. */
    private static final class Failing implements AllocationListener {
        private int left;

        Failing(int number) {
            this.left = number;
        }

        @Override
        public void onPreAllocation(long bytes) {
            if (--left == 0) {
                throw new OutOfMemoryException("refused by the test");
            }
        }
    }
}
