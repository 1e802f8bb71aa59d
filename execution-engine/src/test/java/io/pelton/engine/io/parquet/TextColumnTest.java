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
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of texts: the same values, bounds and dictionaries as parquet-mr gives them. */
class TextColumnTest {
    private static final Schema NULLABLE = new Schema(List.of(of("text", true, new ArrowType.Utf8())));
    private static final Schema REQUIRED = new Schema(List.of(of("text", false, new ArrowType.Utf8())));
    private static final int BATCH_ROWS = 3_000;

    private final BufferAllocator allocator = new RootAllocator();
    private final BufferPool buffers = new BufferPool();

    @TempDir
    Path folder;

    @AfterEach
    void everythingIsReleased() {
        allocator.close();
    }

    /** How the texts of a column are made, one for each row. */
    private record Kind(String name, int rows, Function<Random, @Nullable String> next) {
        List<@Nullable String> texts(long seed) {
            Random random = new Random(seed);
            List<@Nullable String> texts = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                texts.add(next.apply(random));
            }
            return texts;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("one", 45_000, random -> "the same"),
                new Kind("empty", 1_000, random -> ""),
                new Kind("few words", 70_000, random -> "word " + random.nextInt(50)),
                new Kind("a word more on each page", 90_000, new Function<>() {
                    private int row;

                    @Override
                    public String apply(Random random) {
                        return "word " + random.nextInt(1 + row++ / 20_000);
                    }
                }),
                new Kind("all differ", 50_000, random -> Long.toHexString(random.nextLong())),
                new Kind("a dictionary that becomes too large", 120_000, new Function<>() {
                    private int row;

                    @Override
                    public String apply(Random random) {
                        return "a text of some length " + (row++ < 45_000 ? random.nextInt(9) : random.nextInt());
                    }
                }),
                new Kind("later pages that differ", 60_000, new Function<>() {
                    private int row;

                    @Override
                    public String apply(Random random) {
                        return "a text " + (row++ < 22_000 ? random.nextInt(9) : random.nextInt());
                    }
                }),
                new Kind("some nulls", 60_000, random -> random.nextInt(3) == 0 ? null : "x" + random.nextInt(1000)),
                new Kind("mostly nulls", 30_000, random -> random.nextInt(50) > 0 ? null : "x" + random.nextInt()),
                new Kind("only nulls", 25_000, random -> null),
                new Kind("any letters", 30_000, random -> letters(random, 12)),
                new Kind("a few long ones", 2_000, random -> "long ".repeat(200 + random.nextInt(5))),
                new Kind("long ones", 3_000, random -> letters(random, 2_000)),
                new Kind("one row", 1, random -> "alone"));
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(length + 1); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(0x80);
                        case 1 -> 0x80 + random.nextInt(0x700);
                        case 2 -> 0x10000 + random.nextInt(0x1000);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void textsAreWrittenAsParquetMrWritesThem(Kind kind) throws IOException {
        List<@Nullable String> texts = kind.texts(17);
        Path ours = write(NULLABLE, texts, new DictionaryMemory());
        Path theirs = writeWithParquetMr(texts);

        assertThat(read(ours)).isEqualTo(texts);
        ColumnChunkMetaData found = column(ours);
        ColumnChunkMetaData expected = column(theirs);
        assertThat(found.getStatistics()).isEqualTo(expected.getStatistics());
        assertThat(found.getValueCount()).isEqualTo(expected.getValueCount());
        assertThat(found.hasDictionaryPage()).isEqualTo(expected.hasDictionaryPage());
        assertThat(valueEncodings(found)).isEqualTo(valueEncodings(expected));
        assertThat((double) found.getTotalUncompressedSize())
                .isBetween(
                        0.97 * expected.getTotalUncompressedSize() - 64,
                        1.03 * expected.getTotalUncompressedSize() + 64);
        if (!texts.contains(null)) {
            assertThat(read(write(REQUIRED, texts, new DictionaryMemory()))).isEqualTo(texts);
        }
    }

    /** As {@code find} in Parquet's tools and every engine's pruning rely on it: page after page. */
    @ParameterizedTest
    @MethodSource("kinds")
    void pagesHaveTheBoundsOfTheirValues(Kind kind) throws IOException {
        List<@Nullable String> texts = kind.texts(18);
        try (ParquetFileReader reader = GroupValues.open(write(NULLABLE, texts, new DictionaryMemory()))) {
            ColumnChunkMetaData column =
                    reader.getRowGroups().get(0).getColumns().get(0);
            var offsets = reader.readOffsetIndex(column);
            var bounds = reader.readColumnIndex(column);
            for (int page = 0; page < offsets.getPageCount(); page++) {
                List<@Nullable String> values = texts.subList(
                        (int) offsets.getFirstRowIndex(page), (int) offsets.getLastRowIndex(page, texts.size()) + 1);
                List<byte[]> sorted = new ArrayList<>();
                for (String value : values) {
                    if (value != null) {
                        sorted.add(value.getBytes(StandardCharsets.UTF_8));
                    }
                }
                sorted.sort(java.util.Arrays::compareUnsigned);
                assertThat(bounds.getNullCounts().get(page)).isEqualTo(values.size() - sorted.size());
                assertThat(bounds.getNullPages().get(page)).isEqualTo(sorted.isEmpty());
                if (!sorted.isEmpty()) {
                    byte[] min = bytes(bounds.getMinValues().get(page));
                    byte[] max = bytes(bounds.getMaxValues().get(page));
                    byte[] least = sorted.get(0);
                    byte[] greatest = sorted.get(sorted.size() - 1);
                    assertThat(java.util.Arrays.compareUnsigned(min, least)).isNotPositive();
                    assertThat(java.util.Arrays.compareUnsigned(max, greatest)).isNotNegative();
                    if (least.length <= 64 && greatest.length <= 64) {
                        assertThat(min).isEqualTo(least);
                        assertThat(max).isEqualTo(greatest);
                    }
                }
            }
        }
    }

    private static byte[] bytes(java.nio.ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Test
    void valueOfMegabytesIsAPageOfItsOwn() throws IOException {
        Random random = new Random(19);
        List<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            texts.add(Integer.toString(random.nextInt()).repeat(400_000));
            texts.add("short");
        }
        Path file = write(NULLABLE, texts, new DictionaryMemory());

        assertThat(read(file)).isEqualTo(texts);
        try (ParquetFileReader reader = GroupValues.open(file)) {
            var offsets = reader.readOffsetIndex(
                    reader.getRowGroups().get(0).getColumns().get(0));
            assertThat(offsets.getPageCount()).isBetween(5, 10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, Integer.MAX_VALUE})
    void buffersAreGivenBack(int different) throws IOException {
        Random random = new Random(20);
        List<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            texts.add("t" + random.nextInt(different));
        }
        write(NULLABLE, texts, new DictionaryMemory());
        long after = buffers.idleBytes();
        for (int i = 0; i < 5; i++) {
            write(NULLABLE, texts, new DictionaryMemory());
        }

        assertThat(buffers.idleBytes()).isEqualTo(after).isGreaterThan(different == 2_000 ? 30_000 : 300_000);
    }

    @Test
    void closedColumnHoldsNoArray() throws IOException {
        List<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            texts.add("text " + (10_000_000_000L + i));
        }
        var schema = ParquetSchemas.of(NULLABLE);
        PageWriter nowhere = (PageWriter) Proxy.newProxyInstance(
                PageWriter.class.getClassLoader(),
                new Class<?>[] {PageWriter.class},
                (proxy, method, arguments) -> method.getReturnType() == long.class ? 0L : null);
        try (RecordBatch batch = batch(NULLABLE, texts);
                TextColumn column = new TextColumn(
                        schema.getType(0),
                        schema.getColumns().get(0),
                        nowhere,
                        ParquetProperties.builder().build(),
                        buffers,
                        new DictionaryMemory())) {
            column.write(batch.column(0), 0, batch.rowCount());
            column.flush();
            long before = buffers.idleBytes();
            column.close();

            // A page of 20 bytes a value, and a block of texts.
            assertThat(buffers.idleBytes() - before).isBetween(400_000L + 150_000, 1_000_000L);
        }
    }

    @Test
    void nullInARequiredColumnIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> write(REQUIRED, Collections.singletonList(null), new DictionaryMemory()))
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("Cannot write column 'text': expected no nulls");
    }

    @Test
    void numbersAreThoseOfTheTexts() {
        Random random = new Random(21);
        Map<String, Integer> expected = new java.util.HashMap<>();
        try (TextDictionary dictionary = new TextDictionary(buffers)) {
            for (int i = 0; i < 200_000; i++) {
                byte[] text = new byte[random.nextInt(random.nextInt(20) + 1)];
                for (int at = 0; at < text.length; at++) {
                    // Few letters and zeros: texts that begin alike, and that differ in zeros at their end.
                    text[at] = (byte) random.nextInt(3);
                }
                int before = random.nextInt(9);
                byte[] around = new byte[before + text.length + random.nextInt(9)];
                random.nextBytes(around);
                System.arraycopy(text, 0, around, before, text.length);
                int number = dictionary.numberOf(around, before, before + text.length);
                Integer known = expected.putIfAbsent(new String(text, StandardCharsets.ISO_8859_1), number);
                assertThat(number).isEqualTo(known == null ? expected.size() - 1 : known);
            }
            assertThat(dictionary.size()).isEqualTo(expected.size());
            byte[] target = new byte[64];
            expected.forEach((text, number) -> {
                int end = dictionary.copy(number, target, 3);
                assertThat(end).isEqualTo(3 + 4 + text.length());
                assertThat(Bytes.getInt(target, 3)).isEqualTo(text.length());
                assertThat(new String(target, 7, text.length(), StandardCharsets.ISO_8859_1))
                        .isEqualTo(text);
            });
        }
    }

    @Test
    void hashesOfTextsThatAreAlikeAreSpread() {
        int slots = 1 << 20;
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < 300_000; i++) {
            byte[] text = ("https://example.org/items/" + i).getBytes(StandardCharsets.UTF_8);
            taken.add(TextDictionary.hash(text, 0, text.length) & (slots - 1));
        }
        // At random they would take 260,900 of the slots.
        assertThat(taken).hasSizeGreaterThan(258_000);
    }

    private Path write(Schema schema, List<@Nullable String> texts, DictionaryMemory memory) throws IOException {
        Path file = folder.resolve("ours.parquet");
        try (ParquetFileWriter writer = ParquetFileWriter.create(
                new LocalFileStore(), file.toString(), schema, Compression.NONE, buffers, memory)) {
            for (int from = 0; from < texts.size(); from += BATCH_ROWS) {
                try (RecordBatch batch =
                        batch(schema, texts.subList(from, Math.min(texts.size(), from + BATCH_ROWS)))) {
                    writer.write(batch);
                }
            }
            writer.finish();
        }
        return file;
    }

    private RecordBatch batch(Schema schema, List<@Nullable String> texts) {
        VarCharVector vector = new VarCharVector(schema.getFields().get(0), allocator);
        vector.allocateNew();
        for (int row = 0; row < texts.size(); row++) {
            String text = texts.get(row);
            if (text != null) {
                vector.setSafe(row, text.getBytes(StandardCharsets.UTF_8));
            }
        }
        vector.setValueCount(texts.size());
        return RecordBatch.of(schema, List.of(vector), texts.size());
    }

    private Path writeWithParquetMr(List<@Nullable String> texts) throws IOException {
        Path file = folder.resolve("theirs.parquet");
        var schema = ParquetSchemas.of(NULLABLE);
        List<Group> rows = new ArrayList<>(texts.size());
        for (String text : texts) {
            SimpleGroup row = new SimpleGroup(schema);
            if (text != null) {
                row.add("text", text);
            }
            rows.add(row);
        }
        ParquetFiles.write(
                file, schema, rows, options -> options.withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                        .withStatisticsTruncateLength(64));
        return file;
    }

    private static List<@Nullable String> read(Path file) throws IOException {
        List<@Nullable String> texts = new ArrayList<>();
        for (List<Object> row : GroupValues.read(file, NULLABLE)) {
            texts.add((String) row.get(0));
        }
        return texts;
    }

    /** How values lie; levels that are not there have no encoding, or any. */
    private static Set<Encoding> valueEncodings(ColumnChunkMetaData column) {
        return column.getEncodings().stream()
                .filter(encoding -> encoding == Encoding.PLAIN || encoding.usesDictionary())
                .collect(Collectors.toSet());
    }

    private static ColumnChunkMetaData column(Path file) throws IOException {
        try (ParquetFileReader reader = GroupValues.open(file)) {
            return reader.getRowGroups().get(0).getColumns().get(0);
        }
    }
}
