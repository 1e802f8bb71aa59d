// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.LocalFileStore;
import io.pelton.engine.io.parquet.ParquetFileWriter;
import io.pelton.engine.io.parquet.ParquetReadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Reads and writes what the hand-written loops need, by Pelton's Parquet library and without its engine. */
final class GlossFiles {
    private static final FileStore STORE = new LocalFileStore();

    private GlossFiles() {}

    /** A row of the input. */
    record Gloss(long id, String text) {}

    static List<Gloss> read(Path input, long rows, BufferAllocator allocator) throws IOException {
        ParquetReadable source = new ParquetReadable(STORE, new ParquetSource(List.of(input.toString())));
        List<Gloss> glosses = new ArrayList<>();
        long left = rows;
        for (SourcePart part : source.parts()) {
            long take = Math.min(left, source.layout(part).rows());
            if (take > 0) {
                read(source, part, take, allocator, glosses);
            }
            left -= take;
        }
        return glosses;
    }

    private static void read(
            ParquetReadable source, SourcePart part, long rows, BufferAllocator allocator, List<Gloss> into)
            throws IOException {
        ReadRequest request =
                new ReadRequest(0, rows, List.of("id", "gloss"), Optional.empty(), 4096, 8 << 20, allocator);
        try (BatchReader reader = source.open(part, request)) {
            for (RecordBatch next = reader.next(); next != null; next = reader.next()) {
                try (RecordBatch batch = next) {
                    add(batch, into);
                }
            }
        }
    }

    private static void add(RecordBatch batch, List<Gloss> glosses) {
        BigIntVector ids = (BigIntVector) batch.column("id");
        VarCharVector texts = (VarCharVector) batch.column("gloss");
        for (int i = 0; i < batch.rowCount(); i++) {
            if (!texts.isNull(i)) {
                glosses.add(new Gloss(ids.get(i), new String(texts.get(i), StandardCharsets.UTF_8)));
            }
        }
    }

    /** The open output file of a loop. */
    static final class Out implements AutoCloseable {
        private final BufferAllocator allocator;
        private final ParquetFileWriter writer;

        Out(Path folder, BufferAllocator allocator) throws IOException {
            this.allocator = allocator;
            try (RecordBatch empty = batch(List.of(), new float[0][], allocator)) {
                this.writer = ParquetFileWriter.create(
                        STORE, folder + "/part-0.parquet", empty.schema(), ParquetSink.Compression.ZSTD);
            }
        }

        void write(List<Gloss> rows, float[][] vectors) throws IOException {
            try (RecordBatch batch = batch(rows, vectors, allocator)) {
                writer.write(batch);
            }
        }

        long finish() throws IOException {
            return writer.finish().rows();
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    private static RecordBatch batch(List<Gloss> rows, float[][] vectors, BufferAllocator allocator) {
        BigIntVector ids = new BigIntVector("id", FieldType.nullable(new ArrowType.Int(64, true)), allocator);
        ids.allocateNew(rows.size());
        Field embedding = new Field(
                "embedding",
                FieldType.nullable(new ArrowType.FixedSizeList(MiniLm.DIMENSIONS)),
                List.of(new Field(
                        "item",
                        FieldType.notNullable(new ArrowType.FloatingPoint(
                                org.apache.arrow.vector.types.FloatingPointPrecision.SINGLE)),
                        null)));
        FixedSizeListVector lists = (FixedSizeListVector) embedding.createVector(allocator);
        Float4Vector values = (Float4Vector) lists.getDataVector();
        lists.setInitialCapacity(rows.size());
        values.allocateNew(Math.max(1, rows.size() * MiniLm.DIMENSIONS));
        lists.allocateNew();
        for (int r = 0; r < rows.size(); r++) {
            ids.set(r, rows.get(r).id());
            lists.setNotNull(r);
            for (int i = 0; i < MiniLm.DIMENSIONS; i++) {
                values.set(r * MiniLm.DIMENSIONS + i, vectors[r][i]);
            }
        }
        ids.setValueCount(rows.size());
        values.setValueCount(rows.size() * MiniLm.DIMENSIONS);
        lists.setValueCount(rows.size());
        return RecordBatch.of(List.of(ids, lists), rows.size());
    }
}
