// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.parquet.BufferPool;
import io.pelton.engine.io.parquet.DictionaryMemory;
import io.pelton.engine.io.parquet.ParquetFileWriter;
import io.pelton.engine.io.parquet.ParquetReadable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float4Vector;

/**
 * The best loop known for this job: one shared session with one thread a run, and on each core one thread that takes the
 * next file and does all of its work, so that rows stay in one core's cache and nothing is handed over. The tensors of a
 * run lie over direct memory and are made once; runs have exactly as many rows as are asked for, but for a file's last.
 */
final class TabFloor {
    /** Rows that are read at a time: few enough to stay in the cache until they are written. */
    private static final int READ_ROWS = 4096;

    private final int batchRows;
    private final DictionaryMemory dictionaries = new DictionaryMemory();

    TabFloor(int batchRows) {
        this.batchRows = batchRows;
    }

    long run(Path input, Path model, Path output) throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        ParquetReadable source = TabFiles.source(input);
        List<SourcePart> files = source.parts();
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(cores);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (BufferAllocator allocator = new RootAllocator();
                OrtSession.SessionOptions options = options();
                OrtSession session = environment.createSession(model.toString(), options)) {
            Callable<Long> work = () -> {
                long rows = 0;
                try (Caller caller = new Caller(environment, session, batchRows)) {
                    for (int f = next.getAndIncrement(); f < files.size(); f = next.getAndIncrement()) {
                        String name = String.format(Locale.ROOT, "scores-%05d.parquet", f);
                        rows += score(source, files.get(f), output.resolve(name), caller, allocator);
                    }
                }
                return rows;
            };
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < cores; i++) {
                running.add(threads.submit(work));
            }
            long rows = 0;
            for (Future<Long> one : running) {
                rows += one.get();
            }
            return rows;
        } finally {
            threads.shutdownNow();
        }
    }

    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        return options;
    }

    private long score(ParquetReadable source, SourcePart file, Path output, Caller caller, BufferAllocator allocator)
            throws Exception {
        List<String> columns = new ArrayList<>(List.of(TabFiles.ID));
        columns.addAll(TabFiles.FEATURES);
        try (BatchReader reader = TabFiles.open(source, file, columns, READ_ROWS, allocator);
                ParquetFileWriter out = ParquetFileWriter.create(
                        TabFiles.STORE,
                        output.toString(),
                        TabFiles.SCORES,
                        ParquetSink.Compression.ZSTD,
                        BufferPool.shared(),
                        dictionaries)) {
            for (RecordBatch next = reader.next(); next != null; next = reader.next()) {
                try (RecordBatch batch = next;
                        RecordBatch ids = batch.select(List.of(TabFiles.ID));
                        RecordBatch scored = ids.append(List.of(caller.scores(batch, allocator)))) {
                    out.write(scored);
                }
            }
            return out.finish().rows();
        } catch (IOException e) {
            throw new IOException("Cannot score " + file.name(), e);
        }
    }

    /** The model as one thread calls it: the memory and tensors of a run. */
    private static final class Caller implements AutoCloseable {
        private final OrtEnvironment environment;
        private final OrtSession session;
        private final int batchRows;
        private final FloatBuffer features;
        private final FloatBuffer scores;
        private final OnnxTensor input;
        private final OnnxTensor output;

        Caller(OrtEnvironment environment, OrtSession session, int batchRows) throws OrtException {
            this.environment = environment;
            this.session = session;
            this.batchRows = batchRows;
            int width = TabFiles.FEATURES.size();
            this.features = floats(batchRows * width);
            this.scores = floats(batchRows);
            this.input = OnnxTensor.createTensor(environment, features, new long[] {batchRows, width});
            this.output = OnnxTensor.createTensor(environment, scores, new long[] {batchRows, 1});
        }

        private static FloatBuffer floats(int n) {
            return ByteBuffer.allocateDirect(n * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        Float4Vector scores(RecordBatch batch, BufferAllocator allocator) throws OrtException {
            Float4Vector result =
                    (Float4Vector) TabFiles.SCORES.getFields().get(1).createVector(allocator);
            try {
                result.allocateNew(batch.rowCount());
                FloatBuffer[] columns = columns(batch);
                for (int from = 0; from < batch.rowCount(); from += batchRows) {
                    int rows = Math.min(batchRows, batch.rowCount() - from);
                    fill(columns, from, rows);
                    run(rows);
                    result.getDataBuffer()
                            .nioBuffer((long) from * Float.BYTES, rows * Float.BYTES)
                            .order(ByteOrder.nativeOrder())
                            .asFloatBuffer()
                            .put(0, scores, 0, rows);
                }
                result.getValidityBuffer().setOne(0, (long) (batch.rowCount() + 7) / 8);
                result.setValueCount(batch.rowCount());
                return result;
            } catch (OrtException | RuntimeException | Error e) {
                result.close();
                throw e;
            }
        }

        private static FloatBuffer[] columns(RecordBatch batch) {
            FloatBuffer[] columns = new FloatBuffer[TabFiles.FEATURES.size()];
            for (int c = 0; c < columns.length; c++) {
                Float4Vector column = (Float4Vector) batch.column(TabFiles.FEATURES.get(c));
                columns[c] = column.getDataBuffer()
                        .nioBuffer(0, batch.rowCount() * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
            }
            return columns;
        }

        private void fill(FloatBuffer[] columns, int from, int rows) {
            int width = columns.length;
            for (int c = 0; c < width; c++) {
                FloatBuffer column = columns[c];
                for (int row = 0, at = c; row < rows; row++, at += width) {
                    features.put(at, column.get(from + row));
                }
            }
        }

        private void run(int rows) throws OrtException {
            if (rows == batchRows) {
                session.run(Map.of(TabModel.INPUT, input), Map.of(TabModel.OUTPUT, output))
                        .close();
                return;
            }
            int width = TabFiles.FEATURES.size();
            try (OnnxTensor few = OnnxTensor.createTensor(
                            environment, features.slice(0, rows * width), new long[] {rows, width});
                    OnnxTensor result =
                            OnnxTensor.createTensor(environment, scores.slice(0, rows), new long[] {rows, 1})) {
                session.run(Map.of(TabModel.INPUT, few), Map.of(TabModel.OUTPUT, result))
                        .close();
            }
        }

        @Override
        public void close() {
            input.close();
            output.close();
        }
    }
}
