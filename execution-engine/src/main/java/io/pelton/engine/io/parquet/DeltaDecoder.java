// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

/** DELTA_BINARY_PACKED numbers, one after the other. */
final class DeltaDecoder {
    private final byte[] bytes;
    private final int limit;
    private final int miniblocks;
    private final int miniblockValues;
    private int at;
    private long left;
    private boolean first = true;
    private long last;
    private long minDelta;
    private int widthsAt;
    private int nextMiniblock;
    private int miniblockLeft;
    private int width;
    private long bit;

    DeltaDecoder(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.limit = to;
        long blockValues = varint();
        long count = varint();
        this.left = varint();
        this.last = zigzag();
        if (blockValues <= 0 || blockValues > 1 << 24 || count <= 0 || blockValues % count != 0 || left < 0) {
            throw new DamagedFileException("blocks of " + blockValues + " values in " + count + " parts");
        }
        this.miniblocks = (int) count;
        this.miniblockValues = (int) (blockValues / count);
        if (miniblockValues % 8 != 0) {
            throw new DamagedFileException("parts of " + miniblockValues + " values");
        }
        this.nextMiniblock = miniblocks;
    }

    /** How many values are left. */
    long left() {
        return left;
    }

    long next() {
        if (left <= 0) {
            throw new DamagedFileException("a page ends before its values do");
        }
        left--;
        if (first) {
            first = false;
            return last;
        }
        if (miniblockLeft == 0) {
            startMiniblock(left + 1);
        }
        miniblockLeft--;
        last += minDelta + unpack();
        return last;
    }

    /** Where the bytes behind all values begin; ends the use of this decoder. */
    int findEnd() {
        if (first && left > 0) {
            first = false;
            left--;
        }
        while (left > 0) {
            if (miniblockLeft == 0) {
                startMiniblock(left);
            }
            left -= Math.min(left, miniblockLeft);
            miniblockLeft = 0;
        }
        return at;
    }

    /** Reads where the next miniblock lies and moves {@code at} behind it. */
    private void startMiniblock(long remaining) {
        if (nextMiniblock == miniblocks) {
            minDelta = zigzag();
            widthsAt = at;
            if (miniblocks > limit - at) {
                throw new DamagedFileException("a page ends before its values do");
            }
            at += miniblocks;
            nextMiniblock = 0;
        }
        width = bytes[widthsAt + nextMiniblock++] & 0xff;
        if (width > 64) {
            throw new DamagedFileException("values of " + width + " bits");
        }
        bit = at * 8L;
        long needed = (Math.min(remaining, miniblockValues) * width + 7) / 8;
        if (needed > limit - at) {
            throw new DamagedFileException("a page ends before its values do");
        }
        at = (int) Math.min(limit, at + (long) miniblockValues / 8 * width);
        miniblockLeft = miniblockValues;
    }

    private long unpack() {
        if (width == 0) {
            return 0;
        }
        int byteAt = (int) (bit >>> 3);
        int shift = (int) (bit & 7);
        long value = Bytes.getLong(bytes, byteAt, limit) >>> shift;
        if (shift + width > 64) {
            value |= (bytes[byteAt + 8] & 0xffL) << (64 - shift);
        }
        bit += width;
        return width == 64 ? value : value & (1L << width) - 1;
    }

    private long zigzag() {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= limit) {
                throw new DamagedFileException("a page ends before its values do");
            }
            byte b = bytes[at++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new DamagedFileException("a number of more than 64 bits");
    }
}
