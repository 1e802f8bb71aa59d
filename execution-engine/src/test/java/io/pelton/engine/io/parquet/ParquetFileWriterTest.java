// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static io.pelton.engine.io.parquet.ArrowValues.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink.Compression;
import io.pelton.engine.io.LocalFileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFileWriterTest {
    private static final ArrowType FLOAT = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    private static final ArrowType LONG = new ArrowType.Int(64, true);

    private final LocalFileStore store = new LocalFileStore();
    private final BufferAllocator allocator = new RootAllocator();

    @TempDir
    Path folder;

    @AfterEach
    void everythingIsReleased() {
        allocator.close();
    }

    private String path() {
        return folder.resolve("a.parquet").toString();
    }

    private ParquetFileWriter.Finished write(Schema schema, Compression compression, List<List<List<Object>>> batches)
            throws IOException {
        try (ParquetFileWriter writer = ParquetFileWriter.create(store, path(), schema, compression)) {
            for (List<List<Object>> rows : batches) {
                try (RecordBatch batch = ArrowValues.batch(allocator, schema, rows)) {
                    writer.write(batch);
                }
            }
            return writer.finish();
        }
    }

    @Test
    void everyLeafTypeComesBackWithNullsAndWithout() throws IOException {
        ArrowValues values = new ArrowValues(new Random(1));
        List<Field> fields = new ArrayList<>();
        for (ArrowType type : ArrowValues.LEAVES) {
            fields.add(of("nullable" + fields.size(), true, type));
            fields.add(of("required" + fields.size(), type instanceof ArrowType.Null, type));
        }
        Schema schema = new Schema(fields);
        List<List<Object>> rows = rows(values, schema, 300);

        for (Compression compression : Compression.values()) {
            ParquetFileWriter.Finished finished =
                    write(schema, compression, List.of(rows.subList(0, 1), rows.subList(1, 300)));

            assertThat(finished.rows()).isEqualTo(300);
            assertThat(finished.bytes()).isEqualTo(Files.size(Path.of(path())));
            assertSame(rows, schema);
        }
    }

    private List<List<Object>> rows(ArrowValues values, Schema schema, int count) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Object> row = new ArrayList<>();
            schema.getFields().forEach(f -> row.add(values.value(f)));
            rows.add(row);
        }
        return rows;
    }

    private void assertSame(List<List<Object>> expected, Schema schema) throws IOException {
        List<List<Object>> found = GroupValues.read(Path.of(path()), schema);
        assertThat(found).hasSameSizeAs(expected);
        for (int row = 0; row < expected.size(); row++) {
            assertThat(found.get(row)).as("row %s of %s", row, schema).isEqualTo(expected.get(row));
        }
    }

    @Test
    void aFileWithoutRowsHasItsSchema() throws IOException {
        Schema schema = new Schema(
                List.of(of("id", false, LONG), of("v", true, new ArrowType.List(), of("item", true, FLOAT))));

        assertThat(write(schema, Compression.ZSTD, List.of()).rows()).isZero();
        assertThat(GroupValues.read(Path.of(path()), schema)).isEmpty();
        assertThat(write(schema, Compression.ZSTD, List.of(List.of())).rows()).isZero();
        assertThat(GroupValues.read(Path.of(path()), schema)).isEmpty();
    }

    @Test
    void theArrowSchemaGoesAlong() throws IOException {
        Schema schema = new Schema(
                List.of(of("t", true, new ArrowType.Duration(org.apache.arrow.vector.types.TimeUnit.SECOND))));
        write(schema, Compression.NONE, List.of());

        try (ParquetFileReader reader = GroupValues.open(Path.of(path()))) {
            String kept = reader.getFileMetaData().getKeyValueMetaData().get("ARROW:schema");
            assertThat(Schema.deserializeMessage(java.nio.ByteBuffer.wrap(
                            java.util.Base64.getDecoder().decode(kept))))
                    .isEqualTo(schema);
        }
    }

    @Test
    void pagesHaveBoundsAndSumsSoThatScansCanSkipAndVerify() throws IOException {
        Schema schema = new Schema(List.of(of("id", false, LONG), of("x", true, FLOAT)));
        List<List<Object>> rows = new ArrayList<>();
        for (long i = 0; i < 50_000; i++) {
            rows.add(Arrays.asList(i, i % 1000 == 7 ? null : (Object) (float) i));
        }
        write(schema, Compression.NONE, List.of(rows));

        try (ParquetFileReader reader = GroupValues.open(Path.of(path()))) {
            BlockMetaData block = reader.getRowGroups().get(0);
            for (ColumnChunkMetaData column : block.getColumns()) {
                Statistics<?> bounds = column.getStatistics();
                assertThat(bounds.genericGetMax().toString()).startsWith("49999");
                assertThat(bounds.genericGetMin().toString()).containsPattern("^-?0");
                ColumnIndex pages = reader.readColumnIndex(column);
                assertThat(pages.getMinValues()).hasSizeGreaterThanOrEqualTo(2);
                assertThat(reader.readOffsetIndex(column).getFirstRowIndex(1)).isBetween(10_000L, 21_000L);
            }
            assertThat(block.getColumns().get(1).getStatistics().getNumNulls()).isEqualTo(50);
        }
    }
}
