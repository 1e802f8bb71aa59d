// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.RandomBatches;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

class SourcesTest {
    record Text(long id, String text) {}

    record Vector(float[] values) {}

    private static ReadRequest request(BufferAllocator allocator, long from, long to, int rows, long bytes) {
        return new ReadRequest(from, to, List.of("id"), Optional.empty(), rows, bytes, allocator);
    }

    /** Reads all of a request and checks what every reader promises. */
    private static List<Long> ids(ReadableSource source, SourcePart part, ReadRequest request) throws IOException {
        List<Long> ids = new ArrayList<>();
        try (BatchReader reader = source.open(part, request)) {
            assertThat(reader.position()).isEqualTo(request.fromRow());
            while (true) {
                try (RecordBatch batch = reader.next()) {
                    if (batch == null) {
                        break;
                    }
                    assertThat(batch.rowCount()).isBetween(1, request.batchRows());
                    assertThat(batch.sizeBytes() <= request.batchBytes() || batch.rowCount() == 1)
                            .isTrue();
                    RandomBatches.rows(batch).forEach(row -> ids.add((Long) row.get("id")));
                    assertThat(reader.position()).isEqualTo(request.fromRow() + ids.size());
                }
            }
            assertThat(reader.position()).isEqualTo(request.toRow());
        }
        return ids;
    }

    @Property(tries = 100)
    void rangeReaderGivesTheRowsThatWereAskedFor(
            @ForAll long start,
            @ForAll @IntRange(max = 300) int length,
            @ForAll @IntRange(max = 300) int from,
            @ForAll @IntRange(min = 1, max = 100) int batchRows,
            @ForAll @IntRange(min = 9, max = 1000) int batchBytes)
            throws IOException {
        long first = Math.min(start, Long.MAX_VALUE - length);
        RangeSource source = new RangeSource(first, first + length);
        try (BufferAllocator root = new RootAllocator()) {
            for (SourcePart part : source.parts()) {
                assertThat(source.layout(part).rows()).isEqualTo(length);
                int skip = Math.min(from, length);
                assertThat(ids(source, part, request(root, skip, length, batchRows, batchBytes)))
                        .isEqualTo(LongStream.range(first + skip, first + length)
                                .boxed()
                                .toList());
            }
        }
    }

    @Test
    void rangePartsAreItsRowsOnceAndKeepTheirNames() {
        RangeSource source = new RangeSource(-5, 30_000_000);
        List<SourcePart> parts = source.parts();

        long rows = 0;
        for (SourcePart part : parts) {
            assertThat(part.version()).startsWith((-5 + rows) + "..");
            rows += source.layout(part).rows();
        }
        assertThat(rows).isEqualTo(30_000_005);
        assertThat(parts).hasSizeGreaterThan(4).doesNotHaveDuplicates().isEqualTo(source.parts());
        assertThat(new RangeSource(-5, 30_000_001).parts()).isNotEqualTo(parts);
        assertThat(new RangeSource(7, 7).parts()).isEmpty();
        assertThat(new RangeSource(0, Long.MAX_VALUE).parts()).hasSizeLessThan(10_100);
        assertThatThrownBy(() -> new RangeSource(Long.MIN_VALUE, Long.MAX_VALUE))
                .hasMessageContaining("2^63");
    }

    @Test
    void rangeWithoutColumnsStillCounts() throws IOException {
        RangeSource source = new RangeSource(0, 10);
        try (BufferAllocator root = new RootAllocator();
                BatchReader reader = source.open(
                        source.parts().get(0), new ReadRequest(0, 10, List.of(), Optional.empty(), 100, 1, root));
                RecordBatch batch = requireNonNull(reader.next())) {
            assertThat(batch.rowCount()).isEqualTo(10);
            assertThat(batch.columns()).isEmpty();
        }
    }

    @Property(tries = 50)
    void recordsReaderKeepsToItsBounds(
            @ForAll @IntRange(max = 3000) int length,
            @ForAll @IntRange(min = 1, max = 3000) int batchRows,
            @ForAll @IntRange(min = 9, max = 20_000) int batchBytes)
            throws IOException {
        List<Text> rows = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            rows.add(new Text(i, "x".repeat(i % 50)));
        }
        RecordsSource source = new RecordsSource(Text.class, rows);
        try (BufferAllocator root = new RootAllocator()) {
            assertThat(ids(source, source.parts().get(0), request(root, length / 3, length, batchRows, batchBytes)))
                    .isEqualTo(LongStream.range(length / 3, length).boxed().toList());
        }
    }

    @Test
    void recordsVersionIsAHashOfWhatTheyHold() {
        assertThat(version(new Text(1, "a"), new Text(2, "b")))
                .isEqualTo(version(new Text(1, "a"), new Text(2, "b")))
                .isNotEqualTo(version(new Text(1, "a"), new Text(2, "c")))
                .isNotEqualTo(version(new Text(2, "b"), new Text(1, "a")))
                .isNotEqualTo(version(new Text(1, "a")));
        assertThat(version(new Vector(new float[] {1, 2})))
                .isEqualTo(version(new Vector(new float[] {1, 2})))
                .isNotEqualTo(version(new Vector(new float[] {1, 3})));
        assertThat(version(new Text(1, "ab"), new Text(2, "")))
                .isNotEqualTo(version(new Text(1, "a"), new Text(2, "b")));
    }

    private static String version(Record... rows) {
        return new RecordsSource(rows[0].getClass(), List.of(rows))
                .parts()
                .get(0)
                .version();
    }

    @Test
    void recordsOfAnotherTypeAreNamed() {
        assertThatThrownBy(() -> new RecordsSource(Text.class, List.of(new Text(1, "a"), new Vector(new float[0]))))
                .hasMessage("Cannot read records: expected a Text but row 1 is a Vector.");
    }

    @Test
    void recordsAreReadAsTheyWereWhenTheSourceWasMade() throws IOException {
        List<Text> rows = new ArrayList<>(List.of(new Text(1, "a")));
        RecordsSource source = new RecordsSource(Text.class, rows);
        rows.clear();

        try (BufferAllocator root = new RootAllocator();
                BatchReader reader = source.open(source.parts().get(0), request(root, 0, 1, 10, 1 << 20));
                RecordBatch batch = requireNonNull(reader.next())) {
            assertThat(RandomBatches.rows(batch)).containsExactly(Map.of("id", 1L));
        }
    }
}
