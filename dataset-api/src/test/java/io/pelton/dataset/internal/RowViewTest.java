// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.RandomBatches;
import io.pelton.dataset.RecordBatch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowViewTest {
    /** The Java types that {@link io.pelton.dataset.Row} promises, by Arrow type. */
    private static final Map<MinorType, Class<?>> PROMISED = Map.ofEntries(
            Map.entry(MinorType.BIT, Boolean.class),
            Map.entry(MinorType.TINYINT, Byte.class),
            Map.entry(MinorType.SMALLINT, Short.class),
            Map.entry(MinorType.INT, Integer.class),
            Map.entry(MinorType.BIGINT, Long.class),
            Map.entry(MinorType.UINT1, Integer.class),
            Map.entry(MinorType.UINT2, Integer.class),
            Map.entry(MinorType.UINT4, Long.class),
            Map.entry(MinorType.UINT8, BigDecimal.class),
            Map.entry(MinorType.FLOAT2, Float.class),
            Map.entry(MinorType.FLOAT4, Float.class),
            Map.entry(MinorType.FLOAT8, Double.class),
            Map.entry(MinorType.VARCHAR, String.class),
            Map.entry(MinorType.LARGEVARCHAR, String.class),
            Map.entry(MinorType.VARBINARY, byte[].class),
            Map.entry(MinorType.LARGEVARBINARY, byte[].class),
            Map.entry(MinorType.FIXEDSIZEBINARY, byte[].class),
            Map.entry(MinorType.DECIMAL, BigDecimal.class),
            Map.entry(MinorType.DECIMAL256, BigDecimal.class),
            Map.entry(MinorType.DATEDAY, LocalDate.class),
            Map.entry(MinorType.DATEMILLI, LocalDate.class),
            Map.entry(MinorType.TIMESEC, LocalTime.class),
            Map.entry(MinorType.TIMEMILLI, LocalTime.class),
            Map.entry(MinorType.TIMEMICRO, LocalTime.class),
            Map.entry(MinorType.TIMENANO, LocalTime.class),
            Map.entry(MinorType.TIMESTAMPSEC, LocalDateTime.class),
            Map.entry(MinorType.TIMESTAMPMILLI, LocalDateTime.class),
            Map.entry(MinorType.TIMESTAMPMICRO, LocalDateTime.class),
            Map.entry(MinorType.TIMESTAMPNANO, LocalDateTime.class),
            Map.entry(MinorType.TIMESTAMPSECTZ, Instant.class),
            Map.entry(MinorType.TIMESTAMPMILLITZ, Instant.class),
            Map.entry(MinorType.TIMESTAMPMICROTZ, Instant.class),
            Map.entry(MinorType.TIMESTAMPNANOTZ, Instant.class),
            Map.entry(MinorType.DURATION, Duration.class),
            Map.entry(MinorType.LIST, List.class),
            Map.entry(MinorType.LARGELIST, List.class),
            Map.entry(MinorType.FIXED_SIZE_LIST, List.class),
            Map.entry(MinorType.STRUCT, Map.class),
            Map.entry(MinorType.MAP, Map.class));

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    @Test
    void everyTypeComesAsTheJavaTypeThatRowsPromise() {
        try (RecordBatch batch = RandomBatches.of(allocator, RandomBatches.allTypes(), 50, 42)) {
            for (FieldVector column : batch.columns()) {
                for (int i = 0; i < batch.rowCount(); i++) {
                    Object value = RowView.value(column, i);
                    if (value != null) {
                        assertThat(value)
                                .as(column.getField().toString())
                                .isInstanceOf(PROMISED.get(column.getMinorType()));
                    }
                }
            }
            RowView view = new RowView(batch);
            assertThat(view.get("list_of_text", List.class)).allMatch(t -> t == null || t instanceof String);
        }
    }

    private @Nullable Object only(ArrowType type, Consumer<BaseFixedWidthVector> write) {
        Field field = new Field("x", FieldType.nullable(type), null);
        try (BaseFixedWidthVector vector = (BaseFixedWidthVector) field.createVector(allocator)) {
            vector.allocateNew(1);
            vector.setIndexDefined(0);
            write.accept(vector);
            vector.setValueCount(1);
            return RowView.value(vector, 0);
        }
    }

    @Test
    void unsignedIntegersAreWidened() {
        assertThat(only(new ArrowType.Int(8, false), v -> v.getDataBuffer().setByte(0, 255)))
                .isEqualTo(255);
        assertThat(only(new ArrowType.Int(16, false), v -> v.getDataBuffer().setShort(0, 65_535)))
                .isEqualTo(65_535);
        assertThat(only(new ArrowType.Int(32, false), v -> v.getDataBuffer().setInt(0, -1)))
                .isEqualTo(4_294_967_295L);
        assertThat(only(new ArrowType.Int(64, false), v -> v.getDataBuffer().setLong(0, -1)))
                .isEqualTo(new BigDecimal("18446744073709551615"));
    }

    @Test
    void timesBefore1970AreRight() {
        assertThat(only(new ArrowType.Date(DateUnit.MILLISECOND), v -> v.getDataBuffer()
                        .setLong(0, -1)))
                .isEqualTo(LocalDate.of(1969, 12, 31));
        assertThat(only(new ArrowType.Timestamp(TimeUnit.NANOSECOND, "UTC"), v -> v.getDataBuffer()
                        .setLong(0, -1)))
                .isEqualTo(Instant.parse("1969-12-31T23:59:59.999999999Z"));
        assertThat(only(new ArrowType.Timestamp(TimeUnit.MILLISECOND, null), v -> v.getDataBuffer()
                        .setLong(0, -1)))
                .isEqualTo(LocalDateTime.parse("1969-12-31T23:59:59.999"));
        assertThat(only(new ArrowType.Timestamp(TimeUnit.MICROSECOND, "Europe/Berlin"), v -> v.getDataBuffer()
                        .setLong(0, 1_000_000)))
                .isEqualTo(Instant.ofEpochSecond(1));
    }

    @Test
    void longTextsComeAsStrings() {
        try (LargeVarCharVector vector = new LargeVarCharVector("x", allocator)) {
            vector.setSafe(0, "ü".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            vector.setValueCount(1);

            assertThat(RowView.value(vector, 0)).isEqualTo("ü");
        }
    }

    record Sample(
            long id,
            @Nullable String text,
            float ratio,
            @Nullable Integer count) {}

    @Test
    void gettersRefuseOtherTypesAndNullsByName() {
        Sample sample = new Sample(1, null, 0.5f, null);
        try (RecordBatch batch = RecordColumns.of(Sample.class).toBatch(allocator, List.of(sample))) {
            RowView row = new RowView(batch);

            assertThat(row.getLong("id")).isEqualTo(1);
            assertThat(row.getDouble("id")).isEqualTo(1.0);
            assertThat(row.getDouble("ratio")).isEqualTo(0.5);
            assertThat(row.getString("text")).isNull();
            assertThatThrownBy(() -> row.getInt("id"))
                    .hasMessage(
                            "Cannot read column 'id': expected an int but found a Long. Use the getter of that type, or"
                                    + " get(name).");
            assertThatThrownBy(() -> row.getLong("ratio")).hasMessageContaining("expected a long but found a Float");
            assertThatThrownBy(() -> row.getBoolean("id")).hasMessageContaining("expected a boolean");
            assertThatThrownBy(() -> row.getFloat("count")).hasMessageContaining("expected a float but found null");
            assertThatThrownBy(() -> row.getInt("count"))
                    .hasMessage(
                            "Cannot read column 'count': expected an int but found null. Ask isNull first, or drop such"
                                    + " rows with filter(col(\"count\").isNotNull()).");
            assertThatThrownBy(() -> row.get("txt"))
                    .hasMessage(
                            "Cannot read a row: expected one of the columns [id, text, ratio, count] but found 'txt'."
                                    + " Did you mean 'text'?");
            assertThatThrownBy(() -> row.get("id", String.class))
                    .hasMessageContaining("expected a String but found a Long");
        }
    }

    @Test
    void rowsAsMapsOutliveTheBatch() {
        List<Map<String, @Nullable Object>> rows;
        try (RecordBatch batch = RecordColumns.of(Sample.class).toBatch(allocator, List.of(new Sample(1, "x", 2, 3)))) {
            rows = List.of(new RowView(batch).toMap());
        }
        assertThat(rows).containsExactly(Map.of("id", 1L, "text", "x", "ratio", 2f, "count", 3));
        assertThat(rows.get(0).keySet()).containsExactly("id", "text", "ratio", "count");
    }
}
