// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.dataset.Columns;
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
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads and writes what image workloads need, by Pelton's Parquet library and without its engine. */
final class ImgFiles {
    private static final FileStore STORE = new LocalFileStore();
    private static final Schema PHOTOS = Columns.schema(Columns.int64("id"), Columns.binary("image"));
    private static final Schema LABELS =
            Columns.schema(Columns.int64("id"), Columns.int64("label"), Columns.float32("score"));
    private static final int WRITTEN_ROWS = 32;
    private static final int READ_ROWS = 64;

    private ImgFiles() {}

    /** Cuts photos, unless it was done before, and gives the file. */
    static Path photos(Path data, int count) throws Exception {
        Path file = data.resolve("photos-" + count + ".parquet");
        if (!Files.exists(file)) {
            ImgPhotos photos = ImgPhotos.in(data.resolveSibling("photographs"));
            Path unfinished = data.resolve(file.getFileName() + ".unfinished");
            try (BufferAllocator allocator = new RootAllocator();
                    ParquetFileWriter writer = ParquetFileWriter.create(
                            STORE, unfinished.toString(), PHOTOS, ParquetSink.Compression.NONE)) {
                for (int from = 0; from < count; from += WRITTEN_ROWS) {
                    try (RecordBatch batch = batch(photos, from, Math.min(count, from + WRITTEN_ROWS), allocator)) {
                        writer.write(batch);
                    }
                }
                writer.finish();
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return file;
    }

    private static RecordBatch batch(ImgPhotos photos, int from, int to, BufferAllocator allocator) throws IOException {
        BigIntVector ids = (BigIntVector) PHOTOS.findField("id").createVector(allocator);
        VarBinaryVector images = (VarBinaryVector) PHOTOS.findField("image").createVector(allocator);
        for (int i = from; i < to; i++) {
            ids.setSafe(i - from, i);
            images.setSafe(i - from, photos.jpeg(i));
        }
        return batch(PHOTOS, to - from, ids, images);
    }

    private static RecordBatch batch(Schema schema, int rows, FieldVector... columns) {
        for (FieldVector column : columns) {
            column.setValueCount(rows);
        }
        return RecordBatch.of(schema, List.of(columns), rows);
    }

    /** The photos of a file, in batches of {@code id} and {@code image}. */
    static BatchReader read(Path file, long rows, BufferAllocator allocator) throws IOException {
        ParquetReadable source = new ParquetReadable(STORE, new ParquetSource(List.of(file.toString())));
        SourcePart part = source.parts().get(0);
        return source.open(
                part,
                new ReadRequest(
                        0,
                        Math.min(rows, source.layout(part).rows()),
                        List.of("id", "image"),
                        Optional.empty(),
                        READ_ROWS,
                        8 << 20,
                        allocator));
    }

    /** Writes what photos were taken for. */
    static long writeLabels(Path folder, long[] ids, int[] labels, float[] scores, BufferAllocator allocator)
            throws IOException {
        try (ParquetFileWriter writer =
                ParquetFileWriter.create(STORE, folder + "/part-0.parquet", LABELS, ParquetSink.Compression.ZSTD)) {
            BigIntVector id = (BigIntVector) LABELS.findField("id").createVector(allocator);
            BigIntVector label = (BigIntVector) LABELS.findField("label").createVector(allocator);
            Float4Vector score = (Float4Vector) LABELS.findField("score").createVector(allocator);
            for (int i = 0; i < ids.length; i++) {
                id.setSafe(i, ids[i]);
                label.setSafe(i, labels[i]);
                score.setSafe(i, scores[i]);
            }
            try (RecordBatch batch = batch(LABELS, ids.length, id, label, score)) {
                writer.write(batch);
            }
            return writer.finish().rows();
        }
    }
}
