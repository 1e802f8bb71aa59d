// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static io.pelton.dataset.expr.Expressions.col;
import static io.pelton.dataset.expr.Expressions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.FileStores;
import io.pelton.engine.plan.kernel.Predicate;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that a predicate may keep are never left out, and rows that it cannot keep are not read. */
class PruningTest {
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message row {
              required int64 id;
              optional int64 l;
              optional int32 i;
              optional int32 u8 (INTEGER(8, false));
              optional int32 u32 (INTEGER(32, false));
              optional int64 u64 (INTEGER(64, false));
              optional double d;
              optional float f;
              optional binary s (STRING);
              optional binary bin;
              optional int32 dec (DECIMAL(9, 2));
              optional fixed_len_byte_array(9) wide (DECIMAL(20, 3));
              optional int32 day (DATE);
              optional int64 at (TIMESTAMP(MICROS, true));
              optional int32 clock (TIME(MILLIS, true));
              optional boolean b;
              optional group g { optional int32 x; }
            }
            """);
    private static final List<String> COLUMNS =
            SCHEMA.getFields().stream().map(Type::getName).toList();

    @Property(tries = 25, seed = "815", shrinking = ShrinkingMode.OFF)
    void noRowThatThePredicateKeepsIsLost(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Path file = Files.createTempFile("pelton-pruning", ".parquet");
        try {
            int rows = 1 + random.nextInt(600);
            ParquetFiles.write(
                    file,
                    SCHEMA,
                    rows(random, rows),
                    new RandomParquet(seed).options().andThen(b -> {
                        b.withPageRowCountLimit(1 + random.nextInt(50));
                        b.withRowGroupRowCountLimit(1 + random.nextInt(300));
                    }));
            ParquetReadable source = ParquetFiles.readable(file);
            for (int i = 0; i < 15; i++) {
                Expr predicate = predicate(random, rows, 3);

                assertThat(ids(source, predicate, true, rows))
                        .as("%s over %d rows", predicate, rows)
                        .isEqualTo(ids(source, predicate, false, rows));
            }
        } finally {
            Files.delete(file);
        }
    }

    /** The ids of the rows for which the predicate is true; the reader is told of it or is not. */
    private static List<Long> ids(ParquetReadable source, Expr predicate, boolean told, int rows) throws IOException {
        List<Long> ids = new ArrayList<>();
        Predicate filter = Predicate.compile(predicate, source.schema());
        SourcePart part = source.parts().get(0);
        try (BufferAllocator allocator = new RootAllocator()) {
            Optional<Expr> hint = told ? Optional.of(predicate) : Optional.empty();
            ReadRequest request = new ReadRequest(0, rows, COLUMNS, hint, 64, 1 << 20, allocator);
            try (BatchReader reader = source.open(part, request)) {
                for (RecordBatch batch = reader.next(); batch != null; batch = reader.next()) {
                    int kept = filter.select(batch);
                    for (int i = 0; i < kept; i++) {
                        ids.add(((BigIntVector) batch.column("id")).get(filter.rows()[i]));
                    }
                    batch.close();
                }
                assertThat(reader.position()).isEqualTo(rows);
            }
        }
        return ids;
    }

    /** Rows whose values rise with the row, more or less, so that bounds exclude something. */
    private static List<Group> rows(Random random, int count) {
        double noise = random.nextDouble() * random.nextInt(100);
        double nulls = random.nextBoolean() ? 0.05 : 0.9;
        List<Group> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            Group group = new SimpleGroup(SCHEMA);
            group.add("id", (long) row);
            for (int i = 1; i < COLUMNS.size() - 1; i++) {
                if (random.nextDouble() >= nulls) {
                    add(group, i, row - 100 + (int) (random.nextGaussian() * noise), random);
                }
            }
            if (random.nextBoolean()) {
                group.addGroup("g").add("x", row);
            }
            rows.add(group);
        }
        return rows;
    }

    private static void add(Group group, int column, int n, Random random) {
        switch (COLUMNS.get(column)) {
            case "l", "at" -> group.add(column, (long) n);
            case "u64" -> group.add(column, (long) Math.abs(n));
            case "i", "dec", "day" -> group.add(column, n);
            case "u8" -> group.add(column, n & 0xff);
            case "u32" -> group.add(column, n * 100_000_000);
            case "clock" -> group.add(column, Math.abs(n) % 1000);
            case "d" -> group.add(column, random.nextInt(30) == 0 ? Double.NaN : n == 0 ? -0.0 : n);
            case "f" -> group.add(column, random.nextInt(30) == 0 ? Float.NaN : n == 0 ? -0.0f : n);
            case "s", "bin" -> group.add(column, Binary.fromString(text(n)));
            case "wide" -> group.add(column, Binary.fromConstantByteArray(nineBytes(n)));
            case "b" -> group.add(column, n > 50);
            default -> throw new AssertionError(COLUMNS.get(column));
        }
    }

    private static String text(int n) {
        return (char) ('a' + Math.floorMod(n / 50, 26)) + "é".repeat(Math.floorMod(n, 3)) + n;
    }

    private static byte[] nineBytes(int n) {
        byte[] value = BigInteger.valueOf(n).toByteArray();
        byte[] bytes = new byte[9];
        java.util.Arrays.fill(bytes, (byte) (n >> 31));
        System.arraycopy(value, 0, bytes, 9 - value.length, value.length);
        return bytes;
    }

    private static Expr predicate(Random random, int rows, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            Expr left = predicate(random, rows, depth - 1);
            return switch (random.nextInt(4)) {
                case 0 -> left.not();
                case 1 -> left.or(predicate(random, rows, depth - 1));
                default -> left.and(predicate(random, rows, depth - 1));
            };
        }
        int column = random.nextInt(COLUMNS.size());
        String name = COLUMNS.get(column);
        if (name.equals("g") || random.nextInt(8) == 0) {
            return random.nextBoolean() ? col(name).isNull() : col(name).isNotNull();
        }
        if (name.equals("b")) {
            return random.nextBoolean() ? col(name) : col(name).eq(random.nextBoolean());
        }
        int n = random.nextInt(rows + 50) - 125;
        if (name.equals("s") && random.nextInt(3) == 0) {
            return col(name).startsWith(text(n).substring(0, 1 + random.nextInt(2)));
        }
        if (random.nextInt(6) == 0) {
            return col(name).isIn(constant(name, n, random), constant(name, n + 7, random));
        }
        Expr left = col(name);
        Object right = constant(name, n, random);
        if (random.nextInt(6) == 0) {
            left = lit(right);
            right = col(name);
        }
        return switch (random.nextInt(6)) {
            case 0 -> left.eq(right);
            case 1 -> left.ne(right);
            case 2 -> left.lt(right);
            case 3 -> left.le(right);
            case 4 -> left.gt(right);
            default -> left.ge(right);
        };
    }

    private static Object constant(String column, int n, Random random) {
        return switch (column) {
            case "u32" -> Integer.toUnsignedLong(n * 100_000_000);
            case "d", "f" ->
                random.nextInt(20) == 0 ? (Object) Double.NaN : random.nextBoolean() ? (Object) (double) n : n;
            case "s" -> text(n);
            case "bin" -> text(n).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            case "dec" -> new BigDecimal(BigInteger.valueOf(n), 2);
            case "wide" -> new BigDecimal(BigInteger.valueOf(n), 3);
            case "day" -> LocalDate.ofEpochDay(n);
            case "at" -> Instant.EPOCH.plusNanos(n * 1000L + random.nextInt(2));
            case "clock" -> LocalTime.ofNanoOfDay(Math.abs(n) % 1000 * 1_000_000L);
            default -> random.nextInt(5) == 0 ? (Object) (n + 0.5) : n;
        };
    }

    @Test
    void prunedRowGroupsAndPagesAreNotRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("sorted.parquet");
        List<Group> rows = new ArrayList<>();
        for (long i = 0; i < 4000; i++) {
            Group row = new SimpleGroup(SCHEMA);
            row.add("id", i);
            row.add("l", i);
            row.add("s", Binary.fromString("some text of row " + i));
            rows.add(row);
        }
        ParquetFiles.write(file, SCHEMA, rows, b -> b.withRowGroupRowCountLimit(1000)
                .withPageRowCountLimit(100)
                .withDictionaryEncoding(false));
        CountingStore store = new CountingStore(FileStores.standard());
        ParquetReadable source = ParquetFiles.readable(store, file);
        SourcePart part = source.parts().get(0);
        source.layout(part);
        long footer = store.bytesRead();
        assertThat(store.opened()).as("files opened for a layout").isEqualTo(1);

        List<Long> all = read(source, part, null);
        long everything = store.bytesRead() - footer;
        assertThat(store.opened()).as("files opened for a layout and a reader").isEqualTo(2);
        List<Long> one = read(source, part, col("l").eq(2345));
        long onePage = store.bytesRead() - footer - everything;
        List<Long> none = read(source, part, col("l").gt(5000).or(col("s").lt("a")));
        long nothing = store.bytesRead() - footer - everything - onePage;

        assertThat(all).hasSize(4000);
        assertThat(one).hasSize(100).contains(2345L);
        assertThat(none).isEmpty();
        assertThat(onePage).as("bytes for one page of 40, with its indexes").isLessThan(everything / 10);
        assertThat(nothing).as("bytes for nothing").isZero();
    }

    private static List<Long> read(ParquetReadable source, SourcePart part, @Nullable Expr predicate)
            throws IOException {
        List<Long> ids = new ArrayList<>();
        ParquetFiles.read(source, part, new ParquetFiles.Slice(0, 4000, 128, 1 << 20), List.of("id", "s"), predicate)
                .forEach(row -> ids.add((Long) row.get("id")));
        return ids;
    }
}
