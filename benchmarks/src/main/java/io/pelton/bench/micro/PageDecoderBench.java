// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.micro;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink.Compression;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.parquet.ParquetFileWriter;
import io.pelton.engine.io.parquet.ParquetReadable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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

/** Parquet pages, not compressed, to Arrow vectors: a row of one column. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@SuppressWarnings("NullAway.Init") // JMH calls open before all else
public class PageDecoderBench {
    private static final int ROWS = 1 << 20;
    private static final int WRITTEN_ROWS = 1 << 16;
    private static final int BATCH_ROWS = 8192;
    private static final int BATCH_BYTES = 8 << 20;
    private static final String PATH = "table.parquet";

    /** What the column holds. */
    @Param({
        Columns.TEXT,
        Columns.NULLABLE_TEXT,
        Columns.WORD,
        Columns.LONG,
        Columns.DOUBLE,
        Columns.NULLABLE_DOUBLE,
        Columns.VECTOR
    })
    public String column;

    private BufferAllocator allocator;
    private ParquetReadable source;
    private SourcePart part;

    /** Writes the file. */
    @Setup
    public void open() throws IOException {
        allocator = new RootAllocator();
        MemoryStore store = new MemoryStore();
        try (RecordBatch batch = Columns.batch(WRITTEN_ROWS, allocator, column);
                ParquetFileWriter writer = ParquetFileWriter.create(store, PATH, batch.schema(), Compression.NONE)) {
            for (int row = 0; row < ROWS; row += WRITTEN_ROWS) {
                writer.write(batch);
            }
            writer.finish();
        }
        source = new ParquetReadable(store, new ParquetSource(List.of(PATH)));
        part = source.parts().get(0);
    }

    /** Reads the file. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long row() throws IOException {
        long rows = 0;
        ReadRequest request =
                new ReadRequest(0, ROWS, List.of(column), Optional.empty(), BATCH_ROWS, BATCH_BYTES, allocator);
        try (BatchReader reader = source.open(part, request)) {
            for (RecordBatch next = reader.next(); next != null; next = reader.next()) {
                try (RecordBatch batch = next) {
                    rows += batch.rowCount();
                }
            }
        }
        return rows;
    }

    /** Frees the memory; fails if a batch was left. */
    @TearDown
    public void close() {
        allocator.close();
    }
}
