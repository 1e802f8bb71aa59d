// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

/** The BIT_PACKED levels of Parquet's first writers: from the highest bit on, without runs. */
final class PackedLevels implements LevelDecoder {
    private final byte[] bytes;
    private final int width;
    private final long endBit;
    private long bit;

    PackedLevels(byte[] bytes, int from, int to, int width) {
        this.bytes = bytes;
        this.width = width;
        this.bit = from * 8L;
        this.endBit = to * 8L;
    }

    @Override
    public int read(byte[] target, int n, int max) {
        if ((long) n * width > endBit - bit) {
            throw new DamagedFileException("a page ends before its levels do");
        }
        int equalToMax = 0;
        for (int i = 0; i < n; i++) {
            int level = 0;
            for (int b = 0; b < width; b++, bit++) {
                level = level << 1 | bytes[(int) (bit >>> 3)] >>> (7 - (bit & 7)) & 1;
            }
            if (level > max) {
                throw new DamagedFileException("level " + level + " where the highest is " + max);
            }
            target[i] = (byte) level;
            equalToMax += level == max ? 1 : 0;
        }
        return equalToMax;
    }
}
