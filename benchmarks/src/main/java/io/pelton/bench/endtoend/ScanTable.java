// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink.Compression;
import io.pelton.engine.io.LocalFileStore;
import io.pelton.engine.io.parquet.ParquetFileWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;

/**
 * A seeded table of eleven columns: texts that repeat and are kept in a dictionary, sentences and codes that are not, doubles
 * that hardly compress, some nulls, and numbers that count up.
 */
final class ScanTable {
    private static final int BATCH_ROWS = 8192;
    private static final int CITIES = 500;
    private static final int WORDS = 5000;
    private static final long SEED = 20_261_124;
    private static final List<String> STATES = List.of("new", "paid", "packed", "sent", "returned");

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final byte[][] cities = words(CITIES, 4, 18);
    private final byte[][] words = words(WORDS, 2, 11);
    private final byte[] sentence = new byte[512];

    private ScanTable() {}

    /** Writes the table to a file, unless it is there. */
    static void write(Path file, long rows, Compression compression) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        new ScanTable().fill(part, rows, compression);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void fill(Path file, long rows, Compression compression) throws IOException {
        try (BufferAllocator allocator = new RootAllocator()) {
            ParquetFileWriter writer;
            try (RecordBatch none = batch(0, 0, allocator)) {
                writer = ParquetFileWriter.create(new LocalFileStore(), file.toString(), none.schema(), compression);
            }
            try (writer) {
                for (long row = 0; row < rows; row += BATCH_ROWS) {
                    try (RecordBatch batch = batch(row, (int) Math.min(BATCH_ROWS, rows - row), allocator)) {
                        writer.write(batch);
                    }
                }
                writer.finish();
            }
        }
    }

    private RecordBatch batch(long firstRow, int rows, BufferAllocator allocator) {
        BigIntVector id = new BigIntVector("id", allocator);
        IntVector quantity = new IntVector("quantity", allocator);
        VarCharVector city = new VarCharVector("city", allocator);
        VarCharVector state = new VarCharVector("state", allocator);
        VarCharVector text = new VarCharVector("text", allocator);
        VarCharVector code = new VarCharVector("code", allocator);
        Float8Vector price = new Float8Vector("price", allocator);
        Float8Vector x = new Float8Vector("x", allocator);
        Float8Vector y = new Float8Vector("y", allocator);
        Float8Vector z = new Float8Vector("z", allocator);
        Float8Vector score = new Float8Vector("score", allocator);
        for (int i = 0; i < rows; i++) {
            id.setSafe(i, firstRow + i);
            quantity.setSafe(i, 1 + random.nextInt(40));
            city.setSafe(i, cities[random.nextInt(CITIES)]);
            state.setSafe(i, STATES.get(random.nextInt(STATES.size())).getBytes(StandardCharsets.UTF_8));
            text.setSafe(i, sentence, 0, fillSentence());
            price.setSafe(i, random.nextInt(1, 100_000) / 100.0);
            x.setSafe(i, random.nextDouble());
            y.setSafe(i, random.nextDouble());
            z.setSafe(i, random.nextGaussian());
            if (random.nextInt(10) > 0) {
                code.setSafe(i, sentence, 0, fillCode());
                score.setSafe(i, random.nextDouble());
            }
        }
        List<FieldVector> columns = List.of(id, quantity, city, state, text, code, price, x, y, z, score);
        columns.forEach(column -> column.setValueCount(rows));
        return RecordBatch.of(columns, rows);
    }

    /** Three to 22 words; gives their bytes. */
    private int fillSentence() {
        int length = 0;
        for (int left = 3 + random.nextInt(20); left > 0; left--) {
            byte[] word = words[random.nextInt(WORDS)];
            System.arraycopy(word, 0, sentence, length, word.length);
            length += word.length;
            sentence[length++] = ' ';
        }
        return length - 1;
    }

    /** Eight to 24 hexadecimal digits; gives their number. */
    private int fillCode() {
        int length = 8 + random.nextInt(17);
        for (int i = 0; i < length; i++) {
            sentence[i] = (byte) Character.forDigit(random.nextInt(16), 16);
        }
        return length;
    }

    private byte[][] words(int count, int shortest, int longest) {
        List<byte[]> made = new ArrayList<>(count);
        for (int w = 0; w < count; w++) {
            byte[] word = new byte[random.nextInt(shortest, longest + 1)];
            for (int i = 0; i < word.length; i++) {
                word[i] =
                        (byte) (i % 2 == 0 ? "bcdfghklmnprstvw" : "aeiou").charAt(random.nextInt(i % 2 == 0 ? 16 : 5));
            }
            made.add(word);
        }
        return made.toArray(byte[][]::new);
    }
}
