// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.parquet.ParquetFiles.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** What parquet-mr reads and what Pelton reads are the same, for files of any kind. */
class ParquetReadableTest {
    private static Path folder = Path.of("");

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("pelton-parquet");
    }

    @AfterContainer
    static void deleteFolder() throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path path : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Property(tries = 120, seed = "4711", shrinking = ShrinkingMode.OFF)
    void everyRowReadsAsParquetMrReadsIt(@ForAll long seed) throws IOException {
        RandomParquet random = new RandomParquet(seed);
        MessageType schema = random.schema();
        List<Group> rows = random.rows(schema, new Random(seed).nextInt(700));
        Path file = folder.resolve("random.parquet");
        ParquetFiles.write(file, schema, rows, random.options());

        List<Map<String, @Nullable Object>> expected = ParquetFiles.expected(file);
        ParquetReadable source = ParquetFiles.readable(file);

        assertThat(expected).hasSameSizeAs(rows);
        assertThat(ParquetFiles.read(source)).as("schema %s", schema).isEqualTo(expected);
        readSlices(source, expected, new Random(seed));
    }

    private static void readSlices(ParquetReadable source, List<Map<String, @Nullable Object>> expected, Random random)
            throws IOException {
        SourcePart part = source.parts().get(0);
        for (int i = 0; i < 3; i++) {
            int from = random.nextInt(expected.size() + 1);
            int to = from + random.nextInt(expected.size() - from + 1);
            int batchBytes = random.nextBoolean() ? 1 + random.nextInt(5000) : 1 << 20;
            Slice slice = new Slice(from, to, 1 + random.nextInt(300), batchBytes);

            assertThat(ParquetFiles.read(source, part, slice, ParquetFiles.columns(source), null))
                    .as("%s", slice)
                    .isEqualTo(expected.subList(from, to));
        }
    }
}
