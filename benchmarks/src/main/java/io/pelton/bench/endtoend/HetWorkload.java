// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import static java.util.Objects.requireNonNull;

import io.pelton.bench.endtoend.HetPatches.Patch;
import io.pelton.dataset.BatchFunction;
import io.pelton.dataset.BatchMap;
import io.pelton.dataset.BatchStream;
import io.pelton.dataset.Columns;
import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.OperatorContext;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.internal.RowView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarBinaryVector;

/**
 * Stages of different speed and rows that become many: photos to squares to a slow stage that, like a device, takes the same
 * time for any batch. What it waits for, or gets in small batches, is lost.
 */
final class HetWorkload implements Workload {
    private static final int ACTORS = 2;
    private static final int BATCH_ROWS = 32;
    private static final long BATCH_MILLIS = 40;
    private static final long BUDGET_BYTES = 64L << 20;
    private static final double PART_OF_A_CORE = 0.25;

    @Override
    public String id() {
        return "HET";
    }

    @Override
    public String describe() {
        return "photos -> decode, flatMap to 1..64 squares of 12 KiB -> a stage of " + ACTORS + " actors that sleeps "
                + BATCH_MILLIS + " ms for up to " + BATCH_ROWS + " rows -> Parquet, at most " + (BUDGET_BYTES >> 20)
                + " MiB in flight; squares a second. slowest: that stage alone, in full batches";
    }

    @Override
    public long defaultRows() {
        return 500;
    }

    @Override
    public List<String> engines() {
        return List.of("pelton", "slowest");
    }

    @Override
    public void prepare(Path data, long rows) throws Exception {
        ImgFiles.photos(data, Math.toIntExact(rows));
    }

    @Override
    public long run(Run run) throws Exception {
        switch (run.engine()) {
            case "pelton":
                return pelton(run);
            case "slowest":
                return slowest(HetPatches.total(run.rows()));
            default:
                throw new IllegalArgumentException(run.engine());
        }
    }

    private static long pelton(Run run) throws Exception {
        JobResult result = levels(ImgFiles.photos(run.data(), (int) run.rows()))
                .writeParquet(run.output().toString())
                .run(JobOptions.defaults().withMemoryBytes(BUDGET_BYTES));
        if (result.peakBytesInFlight() > BUDGET_BYTES) {
            throw new IllegalStateException("HET held " + result.peakBytesInFlight()
                    + " bytes in flight, more than its budget of " + BUDGET_BYTES);
        }
        return result.rowsOut();
    }

    /** The job as a user writes it. */
    static Dataset levels(Path photos) {
        return Dataset.readParquet(photos.toString())
                .flatMap(
                        Patch.class,
                        row -> HetPatches.of(row.getLong("id"), requireNonNull(row.get("image", byte[].class))))
                .mapBatches(
                        BatchMap.of(SlowStage::new)
                                .adding(Columns.float32("level"))
                                .reading("pixels")
                                .named("device"),
                        Compute.actors(ACTORS, ACTORS).withBatchRows(BATCH_ROWS).withCpus(PART_OF_A_CORE))
                .select("id", "patch", "mean", "level");
    }

    /** Means of squares, as slow as a device. */
    private static final class SlowStage implements BatchFunction {
        private final BufferAllocator allocator;

        SlowStage(OperatorContext context) {
            this.allocator = context.allocator();
        }

        @Override
        public RecordBatch apply(RecordBatch input) throws InterruptedException {
            Thread.sleep(BATCH_MILLIS);
            VarBinaryVector pixels = (VarBinaryVector) input.column("pixels");
            Float4Vector levels = new Float4Vector("level", allocator);
            levels.allocateNew(input.rowCount());
            for (int row = 0; row < input.rowCount(); row++) {
                levels.set(row, HetPatches.mean(pixels.get(row)));
            }
            levels.setValueCount(input.rowCount());
            return input.append(List.of(levels));
        }
    }

    private static long slowest(long rows) throws Exception {
        AtomicLong left = new AtomicLong((rows + BATCH_ROWS - 1) / BATCH_ROWS);
        ExecutorService actors = Executors.newFixedThreadPool(ACTORS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < ACTORS; i++) {
                all.add(actors.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        Thread.sleep(BATCH_MILLIS);
                    }
                    return null;
                }));
            }
            for (Future<?> actor : all) {
                actor.get();
            }
        } finally {
            actors.shutdownNow();
        }
        return rows;
    }

    /** The slowest stage alone writes nothing: what the job wrote is held to what it was to write. */
    @Override
    public void compare(Path expected, Path found, long rows) {
        long id = 0;
        long patch = 0;
        try (BatchStream batches = Dataset.readParquet(expected.toString()).iterate()) {
            for (RecordBatch next = batches.next(); next != null; next = batches.next()) {
                try (RecordBatch batch = next) {
                    RowView row = new RowView(batch);
                    for (int i = 0; i < batch.rowCount(); i++) {
                        row.at(i);
                        if (row.getLong("id") != id
                                || row.getLong("patch") != patch
                                || row.getFloat("level") != row.getFloat("mean")) {
                            throw new IllegalStateException(
                                    "expected square " + patch + " of photo " + id + " but found " + row.toMap());
                        }
                        boolean last = ++patch == HetPatches.count(id);
                        id += last ? 1 : 0;
                        patch = last ? 0 : patch;
                    }
                }
            }
        }
        if (id != rows) {
            throw new IllegalStateException("squares of " + id + " photos instead of " + rows);
        }
    }

    @Override
    public List<Gate> gates() {
        return List.of(Gates.time("slowest", 1.1));
    }
}
