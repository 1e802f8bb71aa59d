// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.parquet.column.statistics.DoubleStatistics;
import org.apache.parquet.column.statistics.FloatStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** The least and greatest value of a page of floats or doubles, found in one loop over its bytes. */
final class PlainStatistics {
    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private final Statistics<?> statistics;
    private final boolean isFloat;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private boolean hasBounds;

    PlainStatistics(PrimitiveType type) {
        this.statistics = Statistics.createStats(type);
        this.isFloat = type.getPrimitiveTypeName() == PrimitiveTypeName.FLOAT;
    }

    void addNulls(int count) {
        statistics.incrementNumNulls(count);
    }

    void addValues(byte[] bytes, int from, int to) {
        if (isFloat) {
            addFloats(bytes, from, to);
        } else {
            addDoubles(bytes, from, to);
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
            update(min == 0 ? -0.0 : min);
            update(max == 0 ? 0.0 : max);
        }
        return statistics;
    }

    private void update(double value) {
        if (isFloat) {
            ((FloatStatistics) statistics).updateStats((float) value);
        } else {
            ((DoubleStatistics) statistics).updateStats(value);
        }
    }
}
