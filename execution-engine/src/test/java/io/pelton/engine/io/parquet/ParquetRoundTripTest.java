// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink.Compression;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.LocalFileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

class ParquetRoundTripTest {
    private final LocalFileStore store = new LocalFileStore();

    @Property(tries = 100, seed = "20261124")
    void whateverTheSchemaRowsComeBackAsTheyWere(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        ArrowValues values = new ArrowValues(random);
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            fields.add(values.field("c" + i, 3));
        }
        Schema schema = new Schema(fields);
        List<List<Object>> rows = values.rows(schema, random.nextInt(120));
        Path file = Files.createTempFile("pelton", ".parquet");
        try {
            write(file, schema, rows, random);
            assertThat(GroupValues.read(file, schema)).as("%s", schema).isEqualTo(rows);
            copy(file);
            assertThat(GroupValues.read(file, schema))
                    .as("a copy of %s", schema)
                    .isEqualTo(rows);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void write(Path file, Schema schema, List<List<Object>> rows, Random random) throws IOException {
        Compression compression = Compression.values()[random.nextInt(3)];
        int cut = random.nextInt(rows.size() + 1);
        DictionaryMemory dictionaries = new DictionaryMemory();
        if (random.nextBoolean()) {
            ParquetSchemas.of(schema).getColumns().forEach(dictionaries::addUnfit);
        }
        try (BufferAllocator allocator = new RootAllocator();
                ParquetFileWriter writer = ParquetFileWriter.create(
                        store, file.toString(), schema, compression, BufferPool.shared(), dictionaries)) {
            for (List<List<Object>> part : List.of(rows.subList(0, cut), rows.subList(cut, rows.size()))) {
                try (RecordBatch batch = ArrowValues.batch(allocator, schema, part)) {
                    writer.write(batch);
                }
            }
            writer.finish();
        }
    }

    /** Reads a file with the engine's reader and writes what it gives in place of it. */
    private void copy(Path file) throws IOException {
        ParquetReadable readable = new ParquetReadable(store, new ParquetSource(List.of(file.toString())));
        SourcePart part = readable.parts().get(0);
        Schema schema = readable.schema();
        List<String> columns = schema.getFields().stream().map(Field::getName).toList();
        String copy = file + ".copy";
        try (BufferAllocator allocator = new RootAllocator();
                BatchReader reader = readable.open(
                        part,
                        new ReadRequest(
                                0, readable.layout(part).rows(), columns, Optional.empty(), 50, 1 << 20, allocator));
                ParquetFileWriter writer = ParquetFileWriter.create(store, copy, schema, Compression.SNAPPY)) {
            RecordBatch next;
            while ((next = reader.next()) != null) {
                try (RecordBatch batch = next) {
                    writer.write(batch);
                }
            }
            writer.finish();
        }
        store.rename(copy, file.toString());
    }
}
