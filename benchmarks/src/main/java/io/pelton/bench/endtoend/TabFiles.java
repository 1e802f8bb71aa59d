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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The rows of the workload and its results, by Pelton's Parquet library and without its engine. */
final class TabFiles {
    static final String ID = "id";
    static final List<String> FEATURES = IntStream.range(0, 28)
            .mapToObj(i -> String.format(Locale.ROOT, "f%02d", i))
            .toList();
    static final FileStore STORE = new LocalFileStore();

    /** The schema of results. */
    static final Schema SCORES = new Schema(List.of(column(ID, false), column(TabModel.OUTPUT, true)));

    private static final int FILE_ROWS = 125_000;
    private static final int BATCH_ROWS = 5_000;
    private static final int READ_ROWS = 16_384;
    private static final long READ_BYTES = 8L << 20;
    private static final long SEED = 1024;

    private TabFiles() {}

    private static Field column(String name, boolean isFloat) {
        ArrowType type =
                isFloat ? new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE) : new ArrowType.Int(64, true);
        return new Field(name, FieldType.nullable(type), null);
    }

    /** Writes seeded rows, a row group in each file, unless they are there. */
    static void writeRows(Path folder, long rows) throws IOException {
        if (Files.exists(folder)) {
            return;
        }
        Path unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
        Files.createDirectories(unfinished);
        List<Field> fields = new ArrayList<>();
        fields.add(column(ID, false));
        FEATURES.forEach(name -> fields.add(column(name, true)));
        Schema schema = new Schema(fields);
        try (BufferAllocator allocator = new RootAllocator()) {
            SplittableRandom random = new SplittableRandom(SEED);
            for (long first = 0; first < rows; first += FILE_ROWS) {
                Path file = unfinished.resolve(String.format(Locale.ROOT, "rows-%09d.parquet", first));
                try (ParquetFileWriter out =
                        ParquetFileWriter.create(STORE, file.toString(), schema, ParquetSink.Compression.ZSTD)) {
                    long end = Math.min(rows, first + FILE_ROWS);
                    for (long row = first; row < end; row += BATCH_ROWS) {
                        int n = (int) Math.min(BATCH_ROWS, end - row);
                        try (RecordBatch batch = rows(schema, row, n, random, allocator)) {
                            out.write(batch);
                        }
                    }
                    out.finish();
                }
            }
        }
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private static RecordBatch rows(
            Schema schema, long first, int n, SplittableRandom random, BufferAllocator allocator) {
        List<FieldVector> columns = new ArrayList<>();
        for (Field field : schema.getFields()) {
            FieldVector vector = field.createVector(allocator);
            columns.add(vector);
            vector.setInitialCapacity(n);
            vector.allocateNew();
            for (int i = 0; i < n; i++) {
                if (vector instanceof BigIntVector) {
                    ((BigIntVector) vector).set(i, first + i);
                } else {
                    ((Float4Vector) vector).set(i, (float) random.nextDouble(-2, 2));
                }
            }
            vector.setValueCount(n);
        }
        return RecordBatch.of(schema, columns, n);
    }

    /** The files of a folder, in the order of their rows. */
    static ParquetReadable source(Path folder) {
        return new ParquetReadable(STORE, new ParquetSource(List.of(folder.toString())));
    }

    /** Opens a whole file. */
    static BatchReader open(
            ParquetReadable source, SourcePart part, List<String> columns, int batchRows, BufferAllocator allocator)
            throws IOException {
        return source.open(
                part,
                new ReadRequest(
                        0, source.layout(part).rows(), columns, Optional.empty(), batchRows, READ_BYTES, allocator));
    }

    /**
     * The scores of a result, by id.
     *
     * @param ordered whether ids must come in order
     * @throws IllegalStateException if an id is missing, unknown, there twice, or out of order
     */
    static float[] scores(Path folder, long rows, boolean ordered) throws IOException {
        float[] scores = new float[Math.toIntExact(rows)];
        Arrays.fill(scores, Float.NaN);
        ParquetReadable source = source(folder);
        long found = 0;
        try (BufferAllocator allocator = new RootAllocator()) {
            for (SourcePart part : source.parts()) {
                try (BatchReader reader = open(source, part, List.of(ID, TabModel.OUTPUT), READ_ROWS, allocator)) {
                    for (RecordBatch next = reader.next(); next != null; next = reader.next()) {
                        try (RecordBatch batch = next) {
                            take(batch, found, ordered, scores);
                            found += batch.rowCount();
                        }
                    }
                }
            }
        }
        if (found != rows) {
            throw new IllegalStateException(folder + " has " + found + " rows instead of " + rows);
        }
        return scores;
    }

    private static void take(RecordBatch batch, long before, boolean ordered, float[] scores) {
        BigIntVector ids = (BigIntVector) batch.column(ID);
        Float4Vector values = (Float4Vector) batch.column(TabModel.OUTPUT);
        for (int i = 0; i < batch.rowCount(); i++) {
            long id = ids.get(i);
            if (id < 0 || id >= scores.length || (ordered && id != before + i) || !Float.isNaN(scores[(int) id])) {
                throw new IllegalStateException("id " + id + " is not expected in row " + (before + i));
            }
            scores[(int) id] = values.get(i);
        }
    }
}
