// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import java.util.Arrays;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;

/** The least and greatest text of a page, by their bytes without signs, which for UTF-8 is the order of code points. */
final class TextBounds {
    private final PrimitiveType type;
    private byte[] min = new byte[64];
    private byte[] max = new byte[64];
    private int minLength;
    private int maxLength;
    private boolean hasBounds;
    private long nulls;

    TextBounds(PrimitiveType type) {
        this.type = type;
    }

    void addNull() {
        nulls++;
    }

    void add(byte[] bytes, int from, int to) {
        if (!hasBounds || Arrays.compareUnsigned(bytes, from, to, min, 0, minLength) < 0) {
            minLength = to - from;
            min = copied(bytes, from, to, min);
        }
        if (!hasBounds || Arrays.compareUnsigned(bytes, from, to, max, 0, maxLength) > 0) {
            maxLength = to - from;
            max = copied(bytes, from, to, max);
        }
        hasBounds = true;
    }

    private static byte[] copied(byte[] bytes, int from, int to, byte[] target) {
        byte[] result = to - from > target.length ? new byte[to - from] : target;
        System.arraycopy(bytes, from, result, 0, to - from);
        return result;
    }

    /** The page's statistics. The next page has none yet. */
    Statistics<?> finish() {
        Statistics<?> statistics = Statistics.createStats(type);
        if (hasBounds) {
            statistics.updateStats(Binary.fromConstantByteArray(Arrays.copyOf(min, minLength)));
            statistics.updateStats(Binary.fromConstantByteArray(Arrays.copyOf(max, maxLength)));
        }
        statistics.incrementNumNulls(nulls);
        hasBounds = false;
        nulls = 0;
        return statistics;
    }
}
