// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RandomBatches;
import io.pelton.dataset.RecordBatch;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordColumnsTest {
    enum Mood {
        GOOD,
        BAD
    }

    record Inner(@Nullable String name, int count) {}

    record Primitives(boolean a, byte b, short c, int d, long e, float f, double g) {}

    record Boxes(
            @Nullable Boolean a,
            @Nullable Byte b,
            @Nullable Short c,
            @Nullable Integer d,
            @Nullable Long e,
            @Nullable Float f,
            @Nullable Double g,
            @Nullable String h) {}

    record Rich(
            byte @Nullable [] raw,
            @Nullable BigDecimal price,
            @Nullable LocalDate day,
            @Nullable LocalTime time,
            @Nullable Instant at,
            @Nullable LocalDateTime local,
            @Nullable Mood mood,
            float @Nullable [] vector,
            double @Nullable [] doubles,
            int @Nullable [] ints,
            long @Nullable [] longs,
            @Nullable List<@Nullable String> words,
            @Nullable Inner inner,
            @Nullable List<@Nullable Inner> inners,
            @Nullable List<List<Integer>> nested) {}

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    @Property(tries = 100)
    void primitivesComeBack(@ForAll("primitives") List<Primitives> rows) {
        try (BufferAllocator root = new RootAllocator();
                RecordBatch batch = RecordColumns.of(Primitives.class).toBatch(root, rows)) {
            RowView view = new RowView(batch);
            for (int i = 0; i < rows.size(); i++) {
                view.at(i);
                assertThat(new Primitives(
                                view.getBoolean("a"),
                                (Byte) get(view, "b"),
                                (Short) get(view, "c"),
                                view.getInt("d"),
                                view.getLong("e"),
                                view.getFloat("f"),
                                view.getDouble("g")))
                        .isEqualTo(rows.get(i));
            }
        }
    }

    @Provide
    Arbitrary<List<Primitives>> primitives() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.bytes(),
                        Arbitraries.shorts(),
                        Arbitraries.integers(),
                        Arbitraries.longs(),
                        Arbitraries.floats(),
                        Arbitraries.doubles())
                .as(Primitives::new)
                .list()
                .ofMaxSize(40);
    }

    private static Object get(RowView view, String column) {
        return Optional.ofNullable(view.get(column)).orElseThrow();
    }

    @Property(tries = 100)
    void boxesAndStringsComeBackWithTheirNulls(@ForAll("boxes") List<Boxes> rows) {
        try (BufferAllocator root = new RootAllocator();
                RecordBatch batch = RecordColumns.of(Boxes.class).toBatch(root, rows)) {
            RowView view = new RowView(batch);
            for (int i = 0; i < rows.size(); i++) {
                view.at(i);
                assertThat(new Boxes(
                                view.get("a", Boolean.class),
                                view.get("b", Byte.class),
                                view.get("c", Short.class),
                                view.get("d", Integer.class),
                                view.get("e", Long.class),
                                view.get("f", Float.class),
                                view.get("g", Double.class),
                                view.getString("h")))
                        .isEqualTo(rows.get(i));
                assertThat(view.isNull("h")).isEqualTo(rows.get(i).h() == null);
            }
        }
    }

    @Provide
    Arbitrary<List<Boxes>> boxes() {
        return Combinators.combine(
                        Arbitraries.of(true, false).injectNull(0.2),
                        Arbitraries.bytes().injectNull(0.2),
                        Arbitraries.shorts().injectNull(0.2),
                        Arbitraries.integers().injectNull(0.2),
                        Arbitraries.longs().injectNull(0.2),
                        Arbitraries.floats().injectNull(0.2),
                        Arbitraries.doubles().injectNull(0.2),
                        Arbitraries.of("", "a", "ü水😀", " x ").injectNull(0.2))
                .as(Boxes::new)
                .list()
                .ofMaxSize(40);
    }

    private static Rich rich() {
        return new Rich(
                new byte[] {1, 2},
                new BigDecimal("12.5"),
                LocalDate.of(1969, 12, 31),
                LocalTime.of(1, 2, 3, 4_000),
                Instant.parse("1960-01-01T00:00:00.000001Z"),
                LocalDateTime.of(2024, 1, 31, 12, 0),
                Mood.BAD,
                new float[] {1, 2},
                new double[] {},
                new int[] {3},
                new long[] {4, 5, 6},
                Arrays.asList("x", null),
                new Inner("i", 7),
                Arrays.asList(new Inner(null, 8), null),
                List.of(List.of(1, 2), List.of()));
    }

    private static final Rich EMPTY =
            new Rich(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    @Test
    void richTypesComeBackAsRowsNameThem() {
        Rich rich = rich();
        try (RecordBatch batch = RecordColumns.of(Rich.class).toBatch(allocator, List.of(EMPTY, rich, EMPTY))) {
            RowView view = new RowView(batch);

            assertThat(view.at(0).toMap().values()).containsOnlyNulls();
            assertThat(view.at(2).toMap().values()).containsOnlyNulls();
            view.at(1);
            assertThat(view.get("raw", byte[].class)).containsExactly(1, 2);
            assertThat(view.get("price")).isEqualTo(new BigDecimal("12.500000000"));
            assertThat(view.get("day")).isEqualTo(rich.day());
            assertThat(view.get("time")).isEqualTo(rich.time());
            assertThat(view.get("at")).isEqualTo(rich.at());
            assertThat(view.get("local")).isEqualTo(rich.local());
            assertThat(view.get("mood")).isEqualTo("BAD");
            assertThat(view.get("vector")).isEqualTo(List.of(1f, 2f));
            assertThat(view.get("doubles")).isEqualTo(List.of());
            assertThat(view.get("ints")).isEqualTo(List.of(3));
            assertThat(view.get("longs")).isEqualTo(List.of(4L, 5L, 6L));
            assertThat(view.get("words")).isEqualTo(Arrays.asList("x", null));
            assertThat(view.get("inner")).isEqualTo(Map.of("name", "i", "count", 7));
            assertThat((List<?>) get(view, "inners")).hasSize(2).last().isNull();
            assertThat(view.get("nested")).isEqualTo(List.of(List.of(1, 2), List.of()));
        }
    }

    @Test
    void schemaSaysWhatMayBeNull() {
        assertThat(RecordColumns.of(Rich.class).schema().getFields().stream()
                        .map(f -> f.getName() + " " + TypeNames.of(f))
                        .collect(Collectors.joining("; ")))
                .isEqualTo("raw binary; price decimal(38, 9); day date; time time[us]; at timestamp[us, UTC]; local"
                        + " timestamp[us]; mood string; vector list<float32>; doubles list<float64>; ints list<int32>;"
                        + " longs list<int64>; words list<string>; inner struct<name: string, count: int32>; inners"
                        + " list<struct<name: string, count: int32>>; nested list<list<int32>>");
        assertThat(RecordColumns.of(Rich.class).schema().getFields()).allMatch(f -> f.isNullable());
        assertThat(RecordColumns.of(Primitives.class).schema().getFields()).noneMatch(f -> f.isNullable());
    }

    @Test
    void timesAreCutToMicroseconds() {
        record At(Instant at) {}
        Instant fine = Instant.parse("2024-01-01T00:00:00.123456789Z");
        try (RecordBatch batch = RecordColumns.of(At.class).toBatch(allocator, List.of(new At(fine)))) {
            assertThat(new RowView(batch).get("at")).isEqualTo(fine.truncatedTo(ChronoUnit.MICROS));
        }
    }

    @Test
    void noRowsMakeAnEmptyBatch() {
        try (RecordBatch batch = RecordColumns.of(Rich.class).toBatch(allocator, List.of())) {
            assertThat(batch.rowCount()).isZero();
            assertThat(RandomBatches.rows(batch)).isEmpty();
        }
    }

    @Test
    void selectedColumnsComeInTheirOrder() {
        RecordColumns columns = RecordColumns.of(Inner.class).select(List.of("count"));
        try (RecordBatch batch = columns.toBatch(allocator, List.of(new Inner("x", 1)))) {
            assertThat(RandomBatches.rows(batch)).containsExactly(Map.of("count", 1));
        }
    }

    record Unsupported(Thread thread) {}

    record Recursive(List<Recursive> children) {}

    record Lists(List<? extends Thread> threads) {}

    @Test
    void unsupportedTypesAreNamedWithTheComponent() {
        assertThatThrownBy(() -> RecordColumns.of(Unsupported.class))
                .isInstanceOf(PeltonException.class)
                .hasMessageStartingWith("Cannot make a column of Unsupported.thread: expected")
                .hasMessageEndingWith("but found java.lang.Thread.");
        assertThatThrownBy(() -> RecordColumns.of(Lists.class)).hasMessageContaining("Lists.threads");
        assertThatThrownBy(() -> RecordColumns.of(Recursive.class))
                .hasMessageContaining("Recursive.children")
                .hasMessageContaining("inside itself");
    }

    record Price(BigDecimal price) {}

    record Far(Instant at) {}

    record Failing(int x) {
        @Override
        public int x() {
            throw new IllegalStateException("broken");
        }
    }

    @Test
    void valuesThatDoNotFitAreRefusedAndNothingLeaks() {
        RecordColumns prices = RecordColumns.of(Price.class);
        assertThatThrownBy(() -> prices.toBatch(
                        allocator, List.of(new Price(BigDecimal.ONE), new Price(new BigDecimal("0.0123456789")))))
                .hasMessageContaining("Cannot write column 'price'")
                .hasMessageContaining("0.0123456789")
                .hasMessageContaining("setScale(9, ..)");
        assertThatThrownBy(() -> prices.toBatch(allocator, List.of(new Price(new BigDecimal("1E30")))))
                .hasMessageContaining("29 digits before");
        assertThatThrownBy(() -> RecordColumns.of(Far.class).toBatch(allocator, List.of(new Far(Instant.MAX))))
                .hasMessageContaining("within 292,000 years");
        assertThatThrownBy(() -> RecordColumns.of(Failing.class).toBatch(allocator, List.of(new Failing(1))))
                .hasMessageContaining("Failing.x: its accessor failed")
                .hasRootCauseMessage("broken");
    }

    @Test
    @SuppressWarnings("NullAway") // the point of it
    void nullRowsAreNamed() {
        assertThatThrownBy(
                        () -> RecordColumns.of(Inner.class).toBatch(allocator, Arrays.asList(new Inner("x", 1), null)))
                .hasMessage("Cannot make a batch: expected a Inner but row 1 is null.");
    }
}
