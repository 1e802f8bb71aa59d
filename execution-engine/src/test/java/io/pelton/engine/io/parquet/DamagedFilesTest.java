// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.engine.io.InMemoryFileStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that were cut off, or in which bits flipped, end in an error that says so; where checksums are, never in other
 * rows. {@code -Dpelton.fuzz.rounds=100000} tries more.
 */
class DamagedFilesTest {
    private static final int ROUNDS = Integer.getInteger("pelton.fuzz.rounds", 1500);
    private static final long SEED = Long.getLong("pelton.fuzz.seed", 20261124);
    private static final String PATH = "damaged.parquet";
    private static final long SLOW_NANOS = 10_000_000_000L;

    @TempDir
    Path folder;

    private final List<Victim> victims = new ArrayList<>();

    /**
     * A whole file.
     *
     * @param dataEnd where pages end and what describes them begins
     */
    private record Victim(
            String name,
            byte[] bytes,
            int dataEnd,
            boolean checksums,
            Schema schema,
            List<Map<String, @Nullable Object>> rows) {}

    @BeforeEach
    void writeVictims() throws IOException {
        RandomParquet random = new RandomParquet(SEED);
        MessageType flat = RandomParquet.everyType(Repetition.OPTIONAL);
        MessageType nested = org.apache.parquet.schema.MessageTypeParser.parseMessageType("""
                message row {
                  required int64 id;
                  optional binary text (STRING);
                  optional group vector (LIST) { repeated group list { optional float element; } }
                  optional group tags (MAP) {
                    repeated group key_value { required binary key (STRING); optional int32 value; }
                  }
                  optional group pair { optional int32 a; repeated group b { optional binary c; } }
                }
                """);
        int number = 0;
        for (CompressionCodecName codec : List.of(
                CompressionCodecName.UNCOMPRESSED,
                CompressionCodecName.SNAPPY,
                CompressionCodecName.GZIP,
                CompressionCodecName.ZSTD,
                CompressionCodecName.LZ4_RAW)) {
            for (WriterVersion version : WriterVersion.values()) {
                MessageType schema = number % 2 == 0 ? nested : flat;
                boolean checksums = number % 3 != 0;
                boolean dictionary = number % 4 < 2;
                add(codec + " " + version, schema, random.rows(schema, 60), checksums, b -> b.withCompressionCodec(
                                codec)
                        .withWriterVersion(version)
                        .withDictionaryEncoding(dictionary)
                        .withPageRowCountLimit(25)
                        .withMinRowCountForPageSizeCheck(5)
                        .withRowGroupRowCountLimit(40)
                        .withPageWriteChecksumEnabled(checksums));
                number++;
            }
        }
        for (String name : List.of("dictionary-v1-snappy", "delta-v2-zstd", "delta-v1-gzip")) {
            add("pyarrow " + name, PyArrowFilesTest.resource(name + ".parquet"), name.startsWith("delta-v2"));
        }
    }

    private void add(
            String name,
            MessageType schema,
            List<Group> rows,
            boolean checksums,
            Consumer<ExampleParquetWriter.Builder> options)
            throws IOException {
        Path file = folder.resolve("victim.parquet");
        ParquetFiles.write(file, schema, rows, options);
        add(name, file, checksums);
    }

    private void add(String name, Path file, boolean checksums) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ParquetReadable source = ParquetFiles.readable(file);
        victims.add(new Victim(name, bytes, dataEnd(bytes), checksums, source.schema(), ParquetFiles.read(source)));
    }

    /** Where the first page index begins. */
    private static int dataEnd(byte[] bytes) throws IOException {
        int size = Bytes.getInt(bytes, bytes.length - 8);
        var meta = org.apache.parquet.format.Util.readFileMetaData(
                new java.io.ByteArrayInputStream(bytes, bytes.length - 8 - size, size));
        long end = 0;
        for (var group : meta.getRow_groups()) {
            for (var column : group.getColumns()) {
                end = Math.max(
                        end,
                        Chunk.startOf(column.getMeta_data())
                                + column.getMeta_data().getTotal_compressed_size());
            }
        }
        return (int) end;
    }

    @Test
    @Timeout(600)
    void cutOffFilesAreRefused() throws IOException {
        Random random = new Random(SEED);
        for (Victim victim : victims) {
            for (int i = 0; i < Math.max(20, ROUNDS / 50); i++) {
                int length = i < 20 ? i : random.nextInt(victim.bytes.length);
                Outcome outcome = read(victim, java.util.Arrays.copyOf(victim.bytes, length));

                assertThat(outcome.error)
                        .as("%s cut to %d of %d bytes", victim.name, length, victim.bytes.length)
                        .isNotNull();
            }
        }
    }

    @Test
    @Timeout(600)
    void flippedBitsGiveAnErrorOrTheSameRows() throws IOException {
        Random random = new Random(SEED);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            Victim victim = victims.get(round % victims.size());
            byte[] bytes = victim.bytes.clone();
            boolean inPages = random.nextBoolean();
            int at = inPages
                    ? 4 + random.nextInt(victim.dataEnd - 4)
                    : victim.dataEnd + random.nextInt(bytes.length - victim.dataEnd);
            String what = damage(bytes, at, inPages ? victim.dataEnd : bytes.length, random);

            Outcome outcome = read(victim, bytes);

            String kind = outcome.error != null ? "error" : outcome.same ? "same" : "other";
            outcomes.merge(
                    (inPages ? "pages " : "footer ") + (victim.checksums ? "checked " : "unchecked ") + kind,
                    1,
                    Integer::sum);
            if (inPages && victim.checksums) {
                assertThat(kind)
                        .as("round %d of seed %d: %s with %s at byte %d", round, SEED, victim.name, what, at)
                        .isNotEqualTo("other");
            }
        }
        assertThat(outcomes.getOrDefault("pages checked error", 0))
                .as("of %s", outcomes)
                .isPositive();
    }

    /** Flips a bit or more, zeroes or scrambles a few bytes; gives what it did. */
    private static String damage(byte[] bytes, int at, int end, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> {
                bytes[at] = (byte) random.nextInt(256);
                return "another byte";
            }
            case 1 -> {
                int length = Math.min(end - at, 1 + random.nextInt(16));
                java.util.Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0 : 0xff));
                return length + " equal bytes";
            }
            case 2 -> {
                int length = Math.min(end - at, 1 + random.nextInt(16));
                for (int i = 0; i < length; i++) {
                    bytes[at + i] = (byte) random.nextInt(256);
                }
                return length + " other bytes";
            }
            default -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                return "another bit";
            }
        }
    }

    private record Outcome(@Nullable PeltonException error, boolean same) {}

    /** Reads a file and fails on all but a fitting error, quick enough, or rows; the reader itself looks for leaks. */
    private static Outcome read(Victim victim, byte[] bytes) throws IOException {
        InMemoryFileStore memory = new InMemoryFileStore();
        try (OutputStream out = memory.create(PATH)) {
            out.write(bytes);
        }
        CountingStore store = new CountingStore(memory);
        long start = System.nanoTime();
        Outcome outcome;
        try {
            ParquetReadable source = ParquetFiles.readable(store, Path.of(PATH));
            List<Map<String, @Nullable Object>> rows = ParquetFiles.read(source);
            outcome = new Outcome(
                    null, rows.equals(victim.rows) && source.schema().equals(victim.schema));
        } catch (PeltonException e) {
            assertThat(e.kind()).as("kind of %s", e).isEqualTo(ErrorKind.USER);
            assertThat(e).hasMessageStartingWith("Cannot read").hasMessageContaining(PATH);
            outcome = new Outcome(e, false);
        }
        assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(SLOW_NANOS);
        assertThat(store.open()).as("files left open").isZero();
        return outcome;
    }
}
