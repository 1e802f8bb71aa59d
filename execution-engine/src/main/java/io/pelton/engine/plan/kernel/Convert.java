// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.kernel;

import io.pelton.dataset.RecordBatch;
import java.math.BigDecimal;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Takes values to the type at which they meet others. */
final class Convert<F extends Lane, T extends Lane> implements Kernel<T> {
    private static final long MILLIS_PER_DAY = TimeUnit.DAYS.toMillis(1);

    private interface Loop<F extends Lane, T extends Lane> {
        void run(int rows, F from, T to);
    }

    private final Kernel<F> operand;
    private final T lane;
    private final Loop<F, T> loop;

    private Convert(Kernel<F> operand, T lane, Loop<F, T> loop) {
        this.operand = operand;
        this.lane = lane;
        this.loop = loop;
    }

    @Override
    public T eval(RecordBatch input, boolean @Nullable [] counts) {
        int rows = input.rowCount();
        F from = operand.eval(input, counts);
        lane.ensure(rows);
        loop.run(rows, from, lane);
        lane.nullsOf(rows, from);
        return lane;
    }

    @Override
    public boolean canFail() {
        return operand.canFail();
    }

    /** Integers, decimals and floating numbers as float64. */
    @SuppressWarnings("unchecked") // the type says which lane the kernel fills
    static Kernel<DoubleLane> toDoubles(Kernel<? extends Lane> kernel, ArrowType type) {
        if (type instanceof ArrowType.FloatingPoint) {
            return (Kernel<DoubleLane>) kernel;
        }
        if (type instanceof ArrowType.Decimal) {
            return new Convert<>((Kernel<DecimalLane>) kernel, new DoubleLane(), (rows, from, to) -> {
                for (int i = 0; i < rows; i++) {
                    to.values[i] = from.values[i].doubleValue();
                }
            });
        }
        return new Convert<>((Kernel<LongLane>) kernel, new DoubleLane(), (rows, from, to) -> {
            for (int i = 0; i < rows; i++) {
                to.values[i] = from.values[i];
            }
        });
    }

    /** Integers and decimals as decimals. */
    @SuppressWarnings("unchecked") // the type says which lane the kernel fills
    static Kernel<DecimalLane> toDecimals(Kernel<? extends Lane> kernel, ArrowType type) {
        if (type instanceof ArrowType.Decimal) {
            return (Kernel<DecimalLane>) kernel;
        }
        return new Convert<>((Kernel<LongLane>) kernel, new DecimalLane(), (rows, from, to) -> {
            for (int i = 0; i < rows; i++) {
                to.values[i] = BigDecimal.valueOf(from.values[i]);
            }
        });
    }

    /** Dates, times and timestamps in the unit of another type; instants beyond its range stand at its ends. */
    @SuppressWarnings("unchecked") // the type says which lane the kernel fills
    static Kernel<LongLane> toTimes(Kernel<? extends Lane> kernel, ArrowType from, ArrowType to) {
        Kernel<LongLane> longs = (Kernel<LongLane>) kernel;
        if (from instanceof ArrowType.Date) {
            boolean days = ((ArrowType.Date) from).getUnit() == DateUnit.DAY;
            return days ? longs : divided(longs, MILLIS_PER_DAY);
        }
        TimeUnit source = unitOf(from);
        TimeUnit target = unitOf(to);
        return source == target ? longs : scaled(longs, source, target);
    }

    private static Kernel<LongLane> divided(Kernel<LongLane> operand, long by) {
        return new Convert<>(operand, new LongLane(), (rows, a, out) -> {
            for (int i = 0; i < rows; i++) {
                out.values[i] = Math.floorDiv(a.values[i], by);
            }
        });
    }

    private static Kernel<LongLane> scaled(Kernel<LongLane> operand, TimeUnit source, TimeUnit target) {
        return new Convert<>(operand, new LongLane(), (rows, a, out) -> {
            for (int i = 0; i < rows; i++) {
                out.values[i] = target.convert(a.values[i], source);
            }
        });
    }

    private static TimeUnit unitOf(ArrowType type) {
        return units(
                type instanceof ArrowType.Time
                        ? ((ArrowType.Time) type).getUnit()
                        : ((ArrowType.Timestamp) type).getUnit());
    }

    static TimeUnit units(org.apache.arrow.vector.types.TimeUnit unit) {
        return switch (unit) {
            case SECOND -> TimeUnit.SECONDS;
            case MILLISECOND -> TimeUnit.MILLISECONDS;
            case MICROSECOND -> TimeUnit.MICROSECONDS;
            case NANOSECOND -> TimeUnit.NANOSECONDS;
        };
    }
}
