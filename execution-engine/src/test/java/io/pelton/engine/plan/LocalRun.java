// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.SourcePart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Runs a stage graph over test sources, stage after stage on one thread. */
public final class LocalRun {
    private final BufferAllocator allocator;
    private final int batchRows;
    private final Map<Integer, Deque<RecordBatch>> queues = new HashMap<>();

    private LocalRun(BufferAllocator allocator, int batchRows) {
        this.allocator = allocator;
        this.batchRows = batchRows;
    }

    /**
     * The rows that leave the graph.
     *
     * @param batchRows the rows in a batch, in place of what the stages say
     */
    public static List<Map<String, Object>> rows(StageGraph graph, int batchRows) throws Exception {
        try (BufferAllocator allocator = new RootAllocator()) {
            LocalRun run = new LocalRun(allocator, batchRows);
            try {
                for (Stage stage : graph.stages()) {
                    run.run(stage);
                }
                List<Map<String, Object>> rows = new ArrayList<>();
                run.queue(-1).forEach(batch -> rows.addAll(TestBatches.rows(batch)));
                return rows;
            } finally {
                run.queues.values().forEach(queue -> queue.forEach(RecordBatch::close));
            }
        }
    }

    private Deque<RecordBatch> queue(int stage) {
        return queues.computeIfAbsent(stage, id -> new ArrayDeque<>());
    }

    private void run(Stage stage) throws Exception {
        if (stage.scan().isPresent()) {
            read(stage.scan().get(), queue(stage.id()));
        }
        List<Transform> transforms = new ArrayList<>();
        for (PhysicalOp op : stage.ops()) {
            transforms.add(op.open(new TestContext(stage.inputSchema(), allocator)));
        }
        long left = stage.inputLimit().orElse(Long.MAX_VALUE);
        Deque<RecordBatch> input = queue(stage.id());
        while (!input.isEmpty()) {
            try (RecordBatch batch = input.remove()) {
                long taken = Math.min(left, batch.rowCount());
                left -= taken;
                for (int from = 0; from < taken; from += batchRows) {
                    RecordBatch cut = batch.slice(from, (int) Math.min(batchRows, taken - from));
                    push(cut, transforms, queue(stage.downstream().orElse(-1)));
                }
            }
        }
        transforms.forEach(Transform::close);
    }

    private static void push(RecordBatch batch, List<Transform> transforms, Deque<RecordBatch> output)
            throws Exception {
        RecordBatch current = batch;
        for (Transform transform : transforms) {
            if (current.rowCount() == 0) {
                break;
            }
            try (RecordBatch input = current) {
                current = transform.apply(input);
            }
        }
        if (current.rowCount() == 0) {
            current.close();
        } else {
            output.add(current);
        }
    }

    private void read(Scan scan, Deque<RecordBatch> output) throws Exception {
        TestSource source = (TestSource) scan.source();
        SourcePart part = source.parts().get(0);
        long rows = Math.min(scan.limit().orElse(Long.MAX_VALUE), source.rows().size());
        ReadRequest request = new ReadRequest(0, rows, scan.columns(), scan.predicate(), batchRows, 1 << 20, allocator);
        try (BatchReader reader = source.open(part, request)) {
            for (RecordBatch batch = reader.next(); batch != null; batch = reader.next()) {
                output.add(batch);
            }
        }
    }
}
