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
    private static final ArrowType LONG = new ArrowType.Int(64, true);
    private static final ArrowType INT = new ArrowType.Int(32, true);
    private static final Schema SCHEMA = new Schema(List.of(
            of("id", false, LONG),
            of("sparse", true, INT),
            of("kind", false, INT),
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

        assertThat(unfit()).containsExactly("id", "sparse", "unsigned", "tokens");
    }

    @Test
    void aFewRowsTellNothing() throws IOException {
        write("first.parquet", rows(100));

        assertThat(unfit()).isEmpty();
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
