// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.source.BatchReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarBinaryVector;

/**
 * The best loop known for this job: one shared session with one thread a run, one caller a core, each of which decodes a few
 * photos and runs the model on them, so that cores are never idle and what is decoded is still in their caches; the file
 * is read beside them.
 */
final class ImgFloor {
    private static final int RUN_ROWS = 4;
    private static final int QUEUED_RUNS = 64;
    private static final Slice END = new Slice(0, List.of());

    /** Photos of one run, from a place in the input on. */
    private record Slice(int from, List<ByteBuffer> photos) {}

    private final long[] ids;
    private final int[] labels;
    private final float[] scores;
    private final BlockingQueue<Slice> slices = new ArrayBlockingQueue<>(QUEUED_RUNS);

    ImgFloor(int rows) {
        this.ids = new long[rows];
        this.labels = new int[rows];
        this.scores = new float[rows];
    }

    long run(Path photos, Path model, Path output) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService callers = Executors.newFixedThreadPool(cores);
        try (BufferAllocator allocator = new RootAllocator();
                ImgNet net = new ImgNet(model)) {
            List<Future<?>> done = new ArrayList<>();
            for (int core = 0; core < cores; core++) {
                done.add(callers.submit(() -> {
                    classify(net.new Caller(RUN_ROWS));
                    return null;
                }));
            }
            read(photos, allocator, done);
            for (Future<?> caller : done) {
                caller.get();
            }
            return ImgFiles.writeLabels(output, ids, labels, scores, allocator);
        } finally {
            callers.shutdownNow();
        }
    }

    private void read(Path photos, BufferAllocator allocator, List<Future<?>> callers) throws Exception {
        int at = 0;
        try (BatchReader reader = ImgFiles.read(photos, ids.length, allocator)) {
            for (RecordBatch next = reader.next(); next != null; next = reader.next()) {
                try (RecordBatch batch = next) {
                    for (int row = 0; row < batch.rowCount(); row += RUN_ROWS) {
                        put(slice(batch, row, Math.min(batch.rowCount(), row + RUN_ROWS), at + row), callers);
                    }
                    at += batch.rowCount();
                }
            }
        }
        for (int i = 0; i < callers.size(); i++) {
            put(END, callers);
        }
    }

    /** Waits for room, unless a caller has failed, who would not make any. */
    private void put(Slice slice, List<Future<?>> callers) throws Exception {
        while (!slices.offer(slice, 1, TimeUnit.SECONDS)) {
            for (Future<?> caller : callers) {
                if (caller.isDone()) {
                    caller.get();
                }
            }
        }
    }

    private Slice slice(RecordBatch batch, int from, int to, int at) {
        BigIntVector id = (BigIntVector) batch.column("id");
        VarBinaryVector image = (VarBinaryVector) batch.column("image");
        List<ByteBuffer> photos = new ArrayList<>(to - from);
        for (int row = from; row < to; row++) {
            ids[at + row - from] = id.get(row);
            byte[] jpeg = image.get(row);
            photos.add(ByteBuffer.allocateDirect(jpeg.length).put(0, jpeg));
        }
        return new Slice(at, photos);
    }

    private void classify(ImgNet.Caller caller) throws Exception {
        for (Slice slice = slices.take(); slice != END; slice = slices.take()) {
            int rows = slice.photos.size();
            for (int row = 0; row < rows; row++) {
                caller.decode(slice.photos.get(row), row);
            }
            float[] logits = caller.run(rows);
            for (int row = 0; row < rows; row++) {
                best(logits, row * ImgModel.CLASSES, slice.from + row);
            }
        }
    }

    private void best(float[] logits, int from, int row) {
        int best = from;
        for (int i = from; i < from + ImgModel.CLASSES; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        double sum = 0;
        for (int i = from; i < from + ImgModel.CLASSES; i++) {
            sum += Math.exp(logits[i] - logits[best]);
        }
        labels[row] = best - from;
        scores[row] = (float) (1 / sum);
    }
}
