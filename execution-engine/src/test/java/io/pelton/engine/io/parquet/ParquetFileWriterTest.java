// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static io.pelton.engine.io.parquet.ArrowValues.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.PeltonException;
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
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
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
        List<List<Object>> rows = values.rows(schema, 300);

        for (Compression compression : Compression.values()) {
            ParquetFileWriter.Finished finished =
                    write(schema, compression, List.of(rows.subList(0, 1), rows.subList(1, 300)));

            assertThat(finished.rows()).isEqualTo(300);
            assertThat(finished.bytes()).isEqualTo(Files.size(Path.of(path())));
            assertSame(rows, schema);
        }
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
        for (long i = 0; i < 30_000; i++) {
            rows.add(Arrays.asList(i, i % 1000 == 7 ? null : (Object) (float) i));
        }
        write(schema, Compression.NONE, List.of(rows));

        try (ParquetFileReader reader = GroupValues.open(Path.of(path()))) {
            BlockMetaData block = reader.getRowGroups().get(0);
            for (ColumnChunkMetaData column : block.getColumns()) {
                Statistics<?> bounds = column.getStatistics();
                assertThat(bounds.genericGetMax().toString()).startsWith("29999");
                assertThat(bounds.genericGetMin().toString()).containsPattern("^-?0");
                ColumnIndex pages = reader.readColumnIndex(column);
                assertThat(pages.getMinValues()).hasSizeGreaterThanOrEqualTo(2);
                assertThat(reader.readOffsetIndex(column).getFirstRowIndex(1)).isBetween(10_000L, 21_000L);
            }
            assertThat(block.getColumns().get(1).getStatistics().getNumNulls()).isEqualTo(30);
        }
    }

    @Test
    void pagesOfListsEndAtRows() throws IOException {
        Field item = of("item", true, FLOAT);
        Schema schema = new Schema(List.of(
                of("v", true, new ArrowType.List(), item), of("w", false, new ArrowType.FixedSizeList(3), item)));
        Random random = new Random(5);
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            List<Object> v = new ArrayList<>(java.util.Collections.nCopies(random.nextInt(60), (float) i));
            v.replaceAll(x -> random.nextInt(50) == 0 ? null : x);
            rows.add(Arrays.asList(random.nextInt(30) == 0 ? null : v, Arrays.asList(1f, null, (float) i)));
        }
        write(schema, Compression.SNAPPY, List.of(rows.subList(0, 9_999), rows.subList(9_999, 30_000)));

        assertSame(rows, schema);
        try (ParquetFileReader reader = GroupValues.open(Path.of(path()))) {
            ColumnChunkMetaData column =
                    reader.getRowGroups().get(0).getColumns().get(0);
            assertThat(reader.readOffsetIndex(column).getPageCount()).isGreaterThan(3);
        }
    }

    @Test
    void memoryIsBoundedByRowGroupsAndCounted() throws IOException {
        Schema schema = new Schema(List.of(of("v", false, new ArrowType.FixedSizeBinary(100_000))));
        List<List<Object>> rows = new ArrayList<>();
        ArrowValues values = new ArrowValues(new Random(3));
        for (int i = 0; i < 100; i++) {
            rows.add(List.of(values.value(schema.getFields().get(0))));
        }
        try (RecordBatch batch = ArrowValues.batch(allocator, schema, rows);
                ParquetFileWriter writer = ParquetFileWriter.create(store, path(), schema, Compression.NONE)) {
            for (int i = 0; i < 20; i++) {
                writer.write(batch);
                long held = writer.bytes() - Files.size(Path.of(path()));
                assertThat(writer.bytes()).isBetween(10_000_000L * (i + 1), 10_200_000L * (i + 1));
                assertThat(held).isLessThan(70L << 20);
            }
            assertThat(writer.finish().rows()).isEqualTo(2_000);
        }
        try (ParquetFileReader reader = GroupValues.open(Path.of(path()))) {
            assertThat(reader.getRowGroups()).hasSize(3);
        }
    }

    @Test
    void boundsLeaveNaNOutAndCoverBothZeros() throws IOException {
        Schema schema = new Schema(List.of(of("x", false, FLOAT), of("y", false, FLOAT), of("z", false, FLOAT)));
        write(
                schema,
                Compression.NONE,
                List.of(List.of(
                        List.of(1f, 0f, Float.NaN), List.of(Float.NaN, -0f, Float.NaN), List.of(3f, 0f, Float.NaN))));

        try (ParquetFileReader reader = GroupValues.open(Path.of(path()))) {
            List<ColumnChunkMetaData> columns = reader.getRowGroups().get(0).getColumns();
            assertThat(columns.get(0).getStatistics().genericGetMin()).isEqualTo(1f);
            assertThat(columns.get(0).getStatistics().genericGetMax()).isEqualTo(3f);
            assertThat(columns.get(0).getStatistics().getNanCount()).isEqualTo(1);
            assertThat(columns.get(1).getStatistics().genericGetMin()).isEqualTo(-0f);
            assertThat(columns.get(1).getStatistics().genericGetMax()).isEqualTo(0f);
            assertThat(columns.get(2).getStatistics().hasNonNullValue()).isFalse();
            assertThat(reader.readColumnIndex(columns.get(2))).isNull();
        }
    }

    @Test
    void aWriterThatIsGivenUpLeavesNothing() throws IOException {
        Schema schema = new Schema(List.of(of("id", false, LONG)));
        ParquetFileWriter writer = ParquetFileWriter.create(store, path(), schema, Compression.ZSTD);
        try (RecordBatch batch = ArrowValues.batch(allocator, schema, List.of(List.of(1L)))) {
            writer.write(batch);
        }
        writer.close();
        writer.close();

        assertThat(folder).isEmptyDirectory();
        assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFullDiskIsTheErrorThatIsSeenAndTheFileIsGone() throws IOException {
        Schema schema = new Schema(List.of(of("v", false, new ArrowType.FixedSizeBinary(100_000))));
        List<List<Object>> rows = List.of(
                List.of(new ArrowValues(new Random(3)).value(schema.getFields().get(0))));
        for (int room : List.of(0, 5, 50_000, 100_300)) {
            FullDisk disk = new FullDisk(room);
            assertThatThrownBy(() -> {
                        try (RecordBatch batch = ArrowValues.batch(allocator, schema, rows);
                                ParquetFileWriter writer =
                                        ParquetFileWriter.create(disk, path(), schema, Compression.NONE)) {
                            writer.write(batch);
                            writer.finish();
                        }
                    })
                    .as("room for %s bytes", room)
                    .hasMessageContaining("No space left on device")
                    .hasNoSuppressedExceptions();
            assertThat(disk.openStreams()).isZero();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aNullWhereTheSchemaAllowsNoneIsAUserError() throws IOException {
        for (ArrowType type : List.of(FLOAT, LONG)) {
            Schema nullable = new Schema(List.of(of("a", true, type)));
            Schema required = new Schema(List.of(of("a", false, type)));
            try (RecordBatch batch = ArrowValues.batch(allocator, nullable, List.of(Arrays.asList((Object) null)));
                    ParquetFileWriter writer = ParquetFileWriter.create(store, path(), required, Compression.NONE)) {
                assertThatThrownBy(() -> writer.write(batch))
                        .isInstanceOf(PeltonException.class)
                        .hasMessageContaining("'a': expected no nulls");
            }
        }
    }

    @Test
    void whatParquetCannotHoldIsRefusedBeforeAFileIsMade() {
        DictionaryEncoding encoding = new DictionaryEncoding(1, false, null);
        List<Field> refused = List.of(
                of("a", true, new ArrowType.Struct()),
                of("a", true, new ArrowType.Interval(org.apache.arrow.vector.types.IntervalUnit.YEAR_MONTH)),
                of("a", true, new ArrowType.Decimal(5, -2, 128)),
                new Field("a", new FieldType(true, new ArrowType.Int(32, true), encoding), List.of()));
        for (Field field : refused) {
            assertThatThrownBy(
                            () -> ParquetFileWriter.create(store, path(), new Schema(List.of(field)), Compression.NONE))
                    .as("%s", field)
                    .isInstanceOf(PeltonException.class)
                    .hasMessageStartingWith("Cannot write column 'a' to Parquet: ");
        }
        assertThatThrownBy(() -> ParquetFileWriter.create(store, path(), new Schema(List.of()), Compression.NONE))
                .hasMessageContaining("at least one column");
        Field twice = of("a", true, LONG);
        assertThatThrownBy(() ->
                        ParquetFileWriter.create(store, path(), new Schema(List.of(twice, twice)), Compression.NONE))
                .hasMessageContaining("Cannot write column 'a' to Parquet: there are two of that name");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aBatchOfAnotherSchemaIsRefused() throws IOException {
        Schema schema = new Schema(List.of(of("a", true, LONG)));
        Schema other = new Schema(List.of(of("b", true, LONG)));
        try (RecordBatch batch = ArrowValues.batch(allocator, other, List.of(List.of(1L)));
                ParquetFileWriter writer = ParquetFileWriter.create(store, path(), schema, Compression.NONE)) {
            assertThatThrownBy(() -> writer.write(batch)).hasMessageContaining("expected batches of Schema<a:");
        }
    }
}
