// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.parquet.column.statistics.DoubleStatistics;
import org.apache.parquet.column.statistics.FloatStatistics;
import org.apache.parquet.column.statistics.IntStatistics;
import org.apache.parquet.column.statistics.LongStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The least and greatest value of a page of numbers, found in one loop over its bytes. */
final class PlainStatistics {
    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private final Statistics<?> statistics;
    private final PrimitiveTypeName type;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private long minLong = Long.MAX_VALUE;
    private long maxLong = Long.MIN_VALUE;
    private boolean hasBounds;

    PlainStatistics(PrimitiveType type) {
        this.statistics = Statistics.createStats(type);
        this.type = type.getPrimitiveTypeName();
    }

    void addNulls(int count) {
        statistics.incrementNumNulls(count);
    }

    void addValues(byte[] bytes, int from, int to) {
        switch (type) {
            case FLOAT -> addFloats(bytes, from, to);
            case DOUBLE -> addDoubles(bytes, from, to);
            case INT32 -> addInts(bytes, from, to);
            case INT64 -> addLongs(bytes, from, to);
            default -> throw new IllegalStateException("no statistics of " + type);
        }
    }

    private void addInts(byte[] bytes, int from, int to) {
        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        for (int i = from; i < to; i += Integer.BYTES) {
            int value = (int) INTS.get(bytes, i);
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        addBounds(least, greatest, to > from);
    }

    private void addLongs(byte[] bytes, int from, int to) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = from; i < to; i += Long.BYTES) {
            long value = (long) LONGS.get(bytes, i);
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        addBounds(least, greatest, to > from);
    }

    private void addBounds(long least, long greatest, boolean hasValues) {
        if (hasValues) {
            minLong = Math.min(minLong, least);
            maxLong = Math.max(maxLong, greatest);
            hasBounds = true;
        }
    }

    private void addFloats(byte[] bytes, int from, int to) {
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        int nans = 0;
        for (int i = from; i < to; i += Float.BYTES) {
            float value = (float) FLOATS.get(bytes, i);
            least = value < least ? value : least;
            greatest = value > greatest ? value : greatest;
            nans += Float.isNaN(value) ? 1 : 0;
        }
        add(least, greatest, nans);
        hasBounds |= to - from > nans * (long) Float.BYTES;
    }

    private void addDoubles(byte[] bytes, int from, int to) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        int nans = 0;
        for (int i = from; i < to; i += Double.BYTES) {
            double value = (double) DOUBLES.get(bytes, i);
            least = value < least ? value : least;
            greatest = value > greatest ? value : greatest;
            nans += Double.isNaN(value) ? 1 : 0;
        }
        add(least, greatest, nans);
        hasBounds |= to - from > nans * (long) Double.BYTES;
    }

    private void add(double least, double greatest, int nans) {
        min = least < min ? least : min;
        max = greatest > max ? greatest : max;
        if (nans > 0) {
            statistics.incrementNanCount(nans);
        }
    }

    /** The page's statistics. NaNs are counted beside the bounds, and a zero bound covers both zeros. */
    Statistics<?> finish() {
        if (hasBounds) {
            update(min == 0 ? -0.0 : min, minLong);
            update(max == 0 ? 0.0 : max, maxLong);
        }
        return statistics;
    }

    private void update(double real, long integer) {
        switch (type) {
            case FLOAT -> ((FloatStatistics) statistics).updateStats((float) real);
            case DOUBLE -> ((DoubleStatistics) statistics).updateStats(real);
            case INT32 -> ((IntStatistics) statistics).updateStats((int) integer);
            default -> ((LongStatistics) statistics).updateStats(integer);
        }
    }
}
