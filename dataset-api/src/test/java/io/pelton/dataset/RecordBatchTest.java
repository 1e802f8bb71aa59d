// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordBatchTest {
    private static final List<Field> FIELDS = RandomBatches.allTypes();

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    @Property(tries = 100)
    void sliceHoldsTheRowsThatItNames(
            @ForAll @IntRange(max = 70) int rows,
            @ForAll @IntRange(max = 70) int from,
            @ForAll @IntRange(max = 70) int length,
            @ForAll long seed) {
        try (BufferAllocator root = new RootAllocator()) {
            int start = Math.min(from, rows);
            int count = Math.min(length, rows - start);
            RecordBatch batch = RandomBatches.of(root, FIELDS, rows, seed);
            List<Map<String, @Nullable Object>> expected =
                    RandomBatches.rows(batch).subList(start, start + count);

            RecordBatch slice = batch.slice(start, count);
            batch.close();

            assertThat(slice.rowCount()).isEqualTo(count);
            assertThat(slice.schema()).isEqualTo(batch.schema());
            assertThat(RandomBatches.rows(slice)).isEqualTo(expected);
            slice.close();
        }
    }

    @Property(tries = 100)
    void concatOfSlicesIsTheWhole(
            @ForAll @IntRange(max = 70) int rows, @ForAll List<@IntRange(max = 70) Integer> cuts, @ForAll long seed) {
        try (BufferAllocator root = new RootAllocator()) {
            RecordBatch batch = RandomBatches.of(root, FIELDS, rows, seed);
            List<RecordBatch> parts = new ArrayList<>();
            int from = 0;
            for (int cut : cuts.stream().sorted().toList()) {
                int to = Math.max(from, Math.min(cut, rows));
                parts.add(batch.slice(from, to - from));
                from = to;
            }
            parts.add(batch.slice(from, rows - from));

            RecordBatch joined = RecordBatch.concat(root, parts);

            assertThat(RandomBatches.rows(joined)).isEqualTo(RandomBatches.rows(batch));
            assertThat(joined.schema()).isEqualTo(batch.schema());
            RecordBatch again = joined.slice(rows / 3, rows - rows / 3);
            assertThat(RandomBatches.rows(again))
                    .isEqualTo(RandomBatches.rows(batch).subList(rows / 3, rows));
            parts.forEach(RecordBatch::close);
            again.close();
            joined.close();
            batch.close();
        }
    }

    @Property(tries = 50)
    void sizeCountsWhatTheRowsTakeNotWhatIsAllocated(@ForAll @IntRange(min = 1, max = 40) int rows, @ForAll long seed) {
        try (BufferAllocator root = new RootAllocator()) {
            RecordBatch batch = RandomBatches.of(root, FIELDS, rows, seed);
            long sum = 0;
            for (int i = 0; i < rows; i++) {
                try (RecordBatch row = batch.slice(i, 1)) {
                    sum += row.sizeBytes();
                }
            }

            assertThat(batch.sizeBytes()).isPositive().isLessThanOrEqualTo(sum);
            batch.close();
        }
    }

    @Test
    void sizeIsThatOfArrowsLayout() {
        try (RecordBatch batch = texts("t", "abc", "de")) {
            assertThat(batch.sizeBytes()).isEqualTo(1 + 3 * 4 + 5);
        }
    }

    @Test
    void batchWithoutColumnsStillHasRows() {
        try (RecordBatch batch = RecordBatch.of(List.of(), 7);
                RecordBatch slice = batch.slice(2, 4);
                RecordBatch joined = RecordBatch.concat(allocator, List.of(batch, slice))) {
            assertThat(slice.rowCount()).isEqualTo(4);
            assertThat(joined.rowCount()).isEqualTo(11);
            assertThat(joined.sizeBytes()).isZero();
        }
    }

    @Property(tries = 100)
    void batchesThatShareAreWholeUntilTheyAreClosedWhateverTheOrder(@ForAll long seed) {
        Random random = new Random(seed);
        try (BufferAllocator root = new RootAllocator()) {
            List<RecordBatch> open = new ArrayList<>();
            List<List<Map<String, @Nullable Object>>> expected = new ArrayList<>();
            open.add(RandomBatches.of(root, FIELDS, 10, seed));
            expected.add(RandomBatches.rows(open.get(0)));
            int next = 0;
            while (!open.isEmpty()) {
                int i = random.nextInt(open.size());
                if (next++ < 20 && random.nextInt(3) > 0) {
                    open.add(sharing(open.get(i), root, random));
                    expected.add(RandomBatches.rows(open.get(open.size() - 1)));
                } else {
                    RecordBatch batch = open.remove(i);
                    assertThat(RandomBatches.rows(batch)).isEqualTo(expected.remove(i));
                    batch.close();
                }
            }
        }
    }

    private static RecordBatch sharing(RecordBatch batch, BufferAllocator root, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> batch.slice(0, batch.rowCount());
            case 1 -> batch.slice(random.nextInt(batch.rowCount()), 1);
            case 2 -> {
                List<String> names = new ArrayList<>();
                batch.schema().getFields().forEach(field -> names.add(field.getName()));
                Collections.shuffle(names, random);
                yield batch.select(names.subList(0, 1 + random.nextInt(names.size())));
            }
            default -> {
                BigIntVector added = new BigIntVector("added", root);
                added.allocateNew(batch.rowCount());
                added.setValueCount(batch.rowCount());
                yield batch.append(List.of(added));
            }
        };
    }

    @Test
    void columnsThatNoBatchHoldsAreFreed() {
        RecordBatch batch = RecordBatch.of(List.of(ids("a", 1), ids("b", 2)), 1);
        long half = allocator.getAllocatedMemory() / 2;

        RecordBatch selected = batch.select(List.of("a"));
        batch.close();

        assertThat(allocator.getAllocatedMemory()).isEqualTo(half).isPositive();
        selected.close();
    }

    @Test
    void closedBatchSharesNothing() {
        RecordBatch batch = RecordBatch.of(List.of(ids("a", 1)), 1);
        batch.close();

        assertThatThrownBy(() -> batch.slice(0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Cannot use a batch that is closed");
        assertThatThrownBy(() -> batch.append(List.of(ids("b", 2)))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void selectOfAnUnknownColumnKeepsNothing() {
        RecordBatch batch = RecordBatch.of(List.of(ids("a", 1)), 1);

        assertThatThrownBy(() -> batch.select(List.of("a", "b"))).isInstanceOf(PeltonException.class);

        batch.close();
    }

    @Test
    void selectSharesTheNamedColumnsInTheirNewOrder() {
        RecordBatch batch = RandomBatches.of(allocator, FIELDS, 10, 1);
        long before = allocator.getAllocatedMemory();

        RecordBatch selected = batch.select(List.of("map", "c1"));

        assertThat(allocator.getAllocatedMemory()).isEqualTo(before);
        batch.close();
        assertThat(selected.schema().getFields()).extracting(Field::getName).containsExactly("map", "c1");
        selected.close();
    }

    @Test
    void appendReplacesColumnsOfTheSameNameAndPutsTheNewLast() {
        RecordBatch batch = RecordBatch.of(List.of(ids("a", 1, 2), ids("b", 3, 4)), 2);

        RecordBatch appended = batch.append(List.of(ids("a", 5, 6)));
        batch.close();

        assertThat(RandomBatches.rows(appended)).containsExactly(Map.of("b", 3L, "a", 5L), Map.of("b", 4L, "a", 6L));
        assertThat(appended.schema().getFields()).extracting(Field::getName).containsExactly("b", "a");
        appended.close();
    }

    @Test
    void appendTakesASchemaThatIsAtHand() {
        RecordBatch first = RecordBatch.of(List.of(ids("a", 1), ids("b", 2)), 1);
        RecordBatch second = RecordBatch.of(first.schema(), List.of(ids("a", 3), ids("b", 4)), 1);

        RecordBatch known = first.append(List.of(ids("a", 5)));
        RecordBatch appended = second.append(known.schema(), List.of(ids("a", 6)));

        assertThat(appended.schema()).isSameAs(known.schema());
        assertThat(RandomBatches.rows(appended)).containsExactly(Map.of("b", 4L, "a", 6L));
        List.of(first, second, known, appended).forEach(RecordBatch::close);
    }

    @Test
    void appendWithASchemaOfOtherColumnsIsRefusedAndFreesWhatItTook() {
        try (RecordBatch batch = RecordBatch.of(List.of(ids("a", 1)), 1)) {
            assertThatThrownBy(() -> batch.append(batch.schema(), List.of(ids("b", 2))))
                    .hasMessageContaining("expected the columns of Schema<a: Int(64, true)> but found 2 vectors");
        }
    }

    @Test
    void appendOfAColumnOfAnotherLengthFailsAndFreesIt() {
        try (RecordBatch batch = RecordBatch.of(List.of(ids("a", 1, 2)), 2)) {
            BigIntVector tooLong = ids("b", 1, 2, 3);

            assertThatThrownBy(() -> batch.append(List.of(tooLong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "Cannot make a batch: expected 2 values but column 'b' holds 3. Call setValueCount first.");
        }
    }

    @Test
    void unknownColumnIsNamedWithWhatThereIs() {
        try (RecordBatch batch = RecordBatch.of(List.of(ids("gloss", 1)), 1)) {
            assertThatThrownBy(() -> batch.column("glos"))
                    .isInstanceOf(PeltonException.class)
                    .hasMessage("Cannot read a batch: expected one of the columns [gloss] but found 'glos'."
                            + " Did you mean 'gloss'?");
        }
    }

    @Test
    void concatOfOtherColumnsIsRefusedAndFreesWhatItTook() {
        try (RecordBatch one = RecordBatch.of(List.of(ids("a", 1)), 1);
                RecordBatch other = texts("a", "x")) {
            assertThatThrownBy(() -> RecordBatch.concat(allocator, List.of(one, other)))
                    .hasMessageContaining("Cannot join batches")
                    .hasMessageContaining("expected column a: Int(64, true) but found a: Utf8");
        }
    }

    @Test
    void schemaOfOtherColumnsIsRefused() {
        assertThatThrownBy(() -> RecordBatch.of(Columns.schema(Columns.int64("a")), List.of(), 0))
                .hasMessage(
                        "Cannot make a batch: expected the columns of Schema<a: Int(64, true)> but found 0 vectors.");
    }

    @Test
    void closingTwiceReleasesOnce() {
        RecordBatch batch = RecordBatch.of(List.of(ids("a", 1)), 1);
        RecordBatch slice = batch.slice(0, 1);

        batch.close();
        batch.close();

        assertThat(RandomBatches.rows(slice)).containsExactly(Map.of("a", 1L));
        slice.close();
    }

    @Test
    void sliceOutsideOfTheRowsIsRefused() {
        try (RecordBatch batch = RecordBatch.of(List.of(ids("a", 1, 2)), 2)) {
            assertThatThrownBy(() -> batch.slice(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> batch.slice(1, Integer.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    private BigIntVector ids(String name, long... values) {
        BigIntVector vector = new BigIntVector(name, allocator);
        for (int i = 0; i < values.length; i++) {
            vector.setSafe(i, values[i]);
        }
        vector.setValueCount(values.length);
        return vector;
    }

    private RecordBatch texts(String name, String... values) {
        VarCharVector vector = new VarCharVector(name, allocator);
        for (int i = 0; i < values.length; i++) {
            vector.setSafe(i, values[i].getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        vector.setValueCount(values.length);
        return RecordBatch.of(List.of(vector), values.length);
    }
}
