// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.micro;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink.Compression;
import io.pelton.engine.io.parquet.ParquetFileWriter;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Arrow vectors to Parquet pages, not compressed and then dropped: a row of one column. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@SuppressWarnings("NullAway.Init") // JMH calls open before all else
public class PageEncoderBench {
    private static final int BATCH_ROWS = 8192;
    private static final int BATCHES = 32;

    /** What the column holds. */
    @Param({Columns.TEXT, Columns.WORD, Columns.LONG, Columns.DOUBLE, Columns.NULLABLE_DOUBLE, Columns.VECTOR})
    public String column;

    private final MemoryStore store = new MemoryStore() {
        @Override
        public OutputStream create(String path) {
            return OutputStream.nullOutputStream();
        }
    };
    private BufferAllocator allocator;
    private RecordBatch batch;

    /** Makes the batch. */
    @Setup
    public void open() {
        allocator = new RootAllocator();
        batch = Columns.batch(BATCH_ROWS, allocator, column);
    }

    /** Writes a file. */
    @Benchmark
    @OperationsPerInvocation(BATCH_ROWS * BATCHES)
    public long row() throws IOException {
        try (ParquetFileWriter writer =
                ParquetFileWriter.create(store, "table.parquet", batch.schema(), Compression.NONE)) {
            for (int i = 0; i < BATCHES; i++) {
                writer.write(batch);
            }
            return writer.finish().bytes();
        }
    }

    /** Frees the memory. */
    @TearDown
    public void close() {
        batch.close();
        allocator.close();
    }
}
