// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept of a footer's statistics, of which writers may leave out any part. */
class StatisticsTest {
    private static final long ROWS = 10;
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final ReadNode.Leaf LEAF = new ReadNode.Leaf(
            Field.nullable("a", INT64), LeafType.same(Type.INT64, Long.BYTES, INT64), 0, List.of("a"), 0, 1, 0);

    private static byte[] stored(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static Bounds bounds(@Nullable Statistics statistics, boolean ordered) {
        ColumnMetaData meta = new ColumnMetaData()
                .setType(Type.INT64)
                .setCodec(CompressionCodec.UNCOMPRESSED)
                .setNum_values(ROWS);
        if (statistics != null) {
            meta.setStatistics(statistics);
        }
        Chunk chunk = Chunk.of(new ColumnChunk().setMeta_data(meta), LEAF.type(), ordered);
        Footer.Group group = new Footer.Group(0, 0, ROWS, List.of(chunk));
        return io.pelton.engine.io.parquet.Statistics.ofGroup(LEAF, group)
                .get(0)
                .bounds();
    }

    @Test
    void withoutStatisticsNothingIsKnown() {
        assertThat(bounds(null, true)).isEqualTo(Bounds.UNKNOWN);
    }

    @Test
    void thereMayBeNullsUnlessTheFileSaysThatThereAreNone() {
        Statistics statistics = new Statistics().setMin_value(stored(3)).setMax_value(stored(7));

        assertThat(bounds(statistics, true))
                .isEqualTo(new Bounds(BigDecimal.valueOf(3), BigDecimal.valueOf(7), true, true));
        assertThat(bounds(statistics.setNull_count(1), true).mayHoldNull()).isTrue();
        assertThat(bounds(statistics.setNull_count(0), true).mayHoldNull()).isFalse();
    }

    @Test
    void aColumnOfNullsHasNoValues() {
        assertThat(bounds(new Statistics().setNull_count(ROWS), true)).isEqualTo(new Bounds(null, null, true, false));
        assertThat(bounds(new Statistics().setNull_count(ROWS - 1), true).mayHoldValue())
                .isTrue();
    }

    @Test
    void boundsInAnUnknownOrderAreNotTrustedButThoseOfFirstWritersAreForSignedNumbers() {
        Statistics statistics = new Statistics().setMin_value(stored(3)).setMax_value(stored(7));

        assertThat(bounds(statistics, false)).isEqualTo(Bounds.UNKNOWN);
        assertThat(bounds(statistics.setMin(stored(1)).setMax(stored(9)), false))
                .isEqualTo(new Bounds(BigDecimal.valueOf(1), BigDecimal.valueOf(9), true, true));
    }
}
