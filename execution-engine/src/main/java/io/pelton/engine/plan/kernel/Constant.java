// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.RecordBatch;
import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One value for every row. Its lane is filled when a batch has more rows than any before. */
final class Constant<L extends Lane> implements Kernel<L> {
    private interface Fill<L extends Lane> {
        void fill(L lane, int rows);
    }

    private final L lane;
    private final Fill<L> fill;
    private final boolean isNull;
    private int filled;

    private Constant(L lane, boolean isNull, Fill<L> fill) {
        this.lane = lane;
        this.isNull = isNull;
        this.fill = fill;
    }

    static Constant<LongLane> of(long value) {
        return new Constant<>(new LongLane(), false, (lane, rows) -> Arrays.fill(lane.values, 0, rows, value));
    }

    static Constant<DoubleLane> of(double value) {
        return new Constant<>(new DoubleLane(), false, (lane, rows) -> Arrays.fill(lane.values, 0, rows, value));
    }

    static Constant<BoolLane> of(boolean value) {
        return new Constant<>(new BoolLane(), false, (lane, rows) -> Arrays.fill(lane.values, 0, rows, value));
    }

    static Constant<DecimalLane> of(BigDecimal value) {
        return new Constant<>(new DecimalLane(), false, (lane, rows) -> Arrays.fill(lane.values, 0, rows, value));
    }

    static Constant<BytesLane> of(byte[] value) {
        return new Constant<>(new BytesLane(), false, (lane, rows) -> {
            lane.bytes = value;
            Arrays.fill(lane.to, 0, rows, value.length);
        });
    }

    /** Null for every row. */
    static <L extends Lane> Constant<L> ofNull(L lane) {
        return new Constant<>(lane, true, (all, rows) -> {});
    }

    @Override
    public L eval(RecordBatch input, boolean @Nullable [] counts) {
        int rows = input.rowCount();
        if (rows > filled) {
            lane.ensure(rows);
            fill.fill(lane, rows);
            lane.allNull(rows, isNull);
            filled = rows;
        }
        return lane;
    }
}
