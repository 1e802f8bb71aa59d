// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static io.pelton.engine.io.parquet.ArrowValues.of;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink.Compression;
import io.pelton.engine.io.LocalFileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of which a job has learned that no dictionary pays. */
class DictionaryMemoryTest {
    private static final int ROWS = 25_000;
    private static final int FULL_PAGE_ROWS = 20_000;
    private static final int ROW_GROUP_ROWS = 1 << 19;
    private static final int SPARSE = 1;
    private static final int TOKENS = 5;
    private static final ArrowType LONG = new ArrowType.Int(64, true);
    private static final ArrowType INT = new ArrowType.Int(32, true);
    private static final Schema SCHEMA = new Schema(List.of(
            of("id", false, LONG),
            of("sparse", true, INT),
            of("kind", false, INT),
            of("text", false, new ArrowType.Utf8()),
            of("unsigned", false, new ArrowType.Int(64, false)),
            of("tokens", true, new ArrowType.List(), of("item", false, LONG))));

    private final BufferAllocator allocator = new RootAllocator();
    private final DictionaryMemory memory = new DictionaryMemory();
    private final Random random = new Random(7);

    @TempDir
    Path folder;

    @AfterEach
    void everythingIsReleased() {
        allocator.close();
    }

    private List<List<Object>> rows(int count) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(Arrays.asList(
                    random.nextLong(),
                    random.nextInt(10) == 0 ? null : (Object) (long) random.nextInt(),
                    i % 3L,
                    "text " + random.nextLong(),
                    random.nextLong(),
                    random.nextInt(10) == 0 ? null : List.of(random.nextLong(), random.nextLong())));
        }
        return rows;
    }

    private Path write(String name, List<List<Object>> rows) throws IOException {
        Path file = folder.resolve(name);
        try (RecordBatch batch = ArrowValues.batch(allocator, SCHEMA, rows);
                ParquetFileWriter writer = ParquetFileWriter.create(
                        new LocalFileStore(), file.toString(), SCHEMA, Compression.ZSTD, new BufferPool(), memory)) {
            writer.write(batch);
            writer.finish();
        }
        return file;
    }

    private List<String> unfit() {
        return ParquetSchemas.of(SCHEMA).getColumns().stream()
                .filter(memory::isUnfit)
                .map((ColumnDescriptor column) -> column.getPath()[0])
                .toList();
    }

    private static Map<String, ColumnChunkMetaData> columns(Path file) throws IOException {
        try (ParquetFileReader reader = GroupValues.open(file)) {
            return reader.getRowGroups().get(0).getColumns().stream()
                    .collect(Collectors.toMap(column -> column.getPath().toArray()[0], Function.identity()));
        }
    }

    @Test
    void aFileShowsWhichColumnsRepeat() throws IOException {
        write("first.parquet", rows(ROWS));

        assertThat(unfit()).containsExactly("id", "sparse", "text", "unsigned", "tokens");
    }

    @Test
    void aPageThatIsNotFullTellsNothing() throws IOException {
        write("first.parquet", rows(FULL_PAGE_ROWS - 1));

        assertThat(unfit())
                .as("the texts alone fill half a page by their bytes")
                .containsExactly("text");
    }

    @Test
    void aPageOfNullsTellsNothing() throws IOException {
        List<List<Object>> rows = rows(FULL_PAGE_ROWS);
        rows.forEach(row -> row.set(SPARSE, null));
        rows.forEach(row -> row.set(TOKENS, List.of()));
        write("first.parquet", rows);

        assertThat(unfit()).contains("id").doesNotContain("sparse", "tokens");
    }

    @Test
    void theNextRowGroupOfAFileIsPlainAtOnce() throws IOException {
        Schema schema = new Schema(List.of(of("id", false, LONG)));
        int rows = ROW_GROUP_ROWS + 1000;
        BigIntVector ids = new BigIntVector(schema.getFields().get(0), allocator);
        ids.allocateNew(rows);
        for (int row = 0; row < rows; row++) {
            ids.set(row, 3L * row);
        }
        ids.setValueCount(rows);
        Path file = folder.resolve("long.parquet");
        try (RecordBatch batch = RecordBatch.of(List.of(ids), rows);
                ParquetFileWriter writer = ParquetFileWriter.create(
                        new LocalFileStore(), file.toString(), schema, Compression.ZSTD, new BufferPool(), memory)) {
            writer.write(batch);
            writer.finish();
        }

        List<List<Object>> found = GroupValues.read(file, schema);
        assertThat(found).hasSize(rows);
        for (int row = 0; row < rows; row += 999) {
            assertThat(found.get(row)).containsExactly(3L * row);
        }
        try (ParquetFileReader reader = GroupValues.open(file)) {
            ColumnChunkMetaData second =
                    reader.getRowGroups().get(1).getColumns().get(0);
            assertThat(second.getStatistics().genericGetMin()).isEqualTo(3L * ROW_GROUP_ROWS);
            assertThat(second.getStatistics().genericGetMax()).isEqualTo(3L * (rows - 1));
            assertThat(reader.readColumnIndex(second).getMinValues()).hasSize(1);
        }
    }

    @Test
    void laterFilesHoldTheSameRowsAndBoundsAndTheirOtherDictionaries() throws IOException {
        List<List<Object>> rows = rows(ROWS);
        Map<String, ColumnChunkMetaData> first = columns(write("first.parquet", rows));
        Path second = write("second.parquet", rows);

        assertThat(GroupValues.read(second, SCHEMA)).isEqualTo(rows);
        columns(second).forEach((name, column) -> {
            ColumnChunkMetaData before = requireNonNull(first.get(name));
            assertThat(column.getStatistics()).as(name).isEqualTo(before.getStatistics());
            assertThat(column.getValueCount()).as(name).isEqualTo(before.getValueCount());
            assertThat(column.hasDictionaryPage()).as(name).isEqualTo(name.equals("kind"));
        });
    }
}
