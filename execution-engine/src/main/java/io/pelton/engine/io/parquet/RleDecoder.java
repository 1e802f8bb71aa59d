// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

/** Parquet's hybrid of run lengths and bit-packed groups, for levels, dictionary indices and booleans. */
final class RleDecoder implements LevelDecoder {
    private final byte[] bytes;
    private final int end;
    private final int width;
    private final int mask;
    private int at;
    private int runLeft;
    private int runValue;
    private int packedLeft;
    private long packedBit;

    /** Decodes values of {@code width} bits in {@code bytes[from, to)}. */
    RleDecoder(byte[] bytes, int from, int to, int width) {
        if (width < 0 || width > 32) {
            throw new DamagedFileException("values of " + width + " bits");
        }
        this.bytes = bytes;
        this.at = from;
        this.end = to;
        this.width = width;
        this.mask = width == 32 ? -1 : (1 << width) - 1;
    }

    /** Decodes the next {@code n} values. */
    void read(int[] target, int from, int n) {
        int done = 0;
        while (done < n) {
            int run = nextRun(n - done);
            if (packedLeft == 0) {
                java.util.Arrays.fill(target, from + done, from + done + run, runValue);
                runLeft -= run;
            } else {
                unpackInts(target, from + done, run);
                took(run);
            }
            done += run;
        }
    }

    @Override
    public int read(byte[] target, int n, int max) {
        int done = 0;
        int equalToMax = 0;
        while (done < n) {
            int run = nextRun(n - done);
            if (packedLeft == 0) {
                check(runValue, max);
                java.util.Arrays.fill(target, done, done + run, (byte) runValue);
                equalToMax += runValue == max ? run : 0;
                runLeft -= run;
            } else {
                equalToMax += unpackLevels(target, done, run, max);
                took(run);
            }
            done += run;
        }
        return equalToMax;
    }

    private void unpackInts(int[] target, int from, int n) {
        int i = 0;
        if (width <= 16 && (packedBit & 7) == 0) {
            // Eight values are as many bytes as one is bits; the second four of an odd width begin within a byte.
            int half = width >>> 1;
            int within = (width & 1) << 2;
            int byteAt = (int) (packedBit >>> 3);
            for (; i <= n - 8 && byteAt <= end - 8 - half; i += 8, byteAt += width) {
                long first = Bytes.getLong(bytes, byteAt);
                long second = Bytes.getLong(bytes, byteAt + half) >>> within;
                for (int k = 0; k < 4; k++) {
                    target[from + i + k] = (int) (first >>> k * width) & mask;
                    target[from + i + 4 + k] = (int) (second >>> k * width) & mask;
                }
            }
        }
        long bit = packedBit + (long) i * width;
        for (; i < n && bit >>> 3 <= end - 8; i++, bit += width) {
            target[from + i] = (int) (Bytes.getLong(bytes, (int) (bit >>> 3)) >>> (bit & 7)) & mask;
        }
        for (; i < n; i++, bit += width) {
            target[from + i] = unpack(bit);
        }
    }

    private int unpackLevels(byte[] target, int from, int n, int max) {
        int equalToMax = 0;
        int highest = 0;
        int i = 0;
        if (width == 1 && max == 1 && (packedBit & 7) == 0) {
            int byteAt = (int) (packedBit >>> 3);
            for (; i <= n - 8; i += 8, byteAt++) {
                Bytes.putLong(target, from + i, Bytes.spreadBits(bytes[byteAt]));
                equalToMax += Integer.bitCount(bytes[byteAt] & 0xff);
            }
        }
        for (; i < n; i++) {
            int level = unpack(packedBit + (long) i * width);
            target[from + i] = (byte) level;
            highest = Math.max(highest, level);
            equalToMax += level == max ? 1 : 0;
        }
        check(highest, max);
        return equalToMax;
    }

    private static void check(int level, int max) {
        if (level > max || level < 0) {
            throw new DamagedFileException("level " + level + " where the highest is " + max);
        }
    }

    void skip(int n) {
        int left = n;
        while (left > 0) {
            int run = nextRun(left);
            if (packedLeft == 0) {
                runLeft -= run;
            } else {
                took(run);
            }
            left -= run;
        }
    }

    private void took(int run) {
        packedLeft -= run;
        packedBit += (long) run * width;
        if (packedLeft == 0) {
            at = (int) Math.min(end, (packedBit + 7) >>> 3);
        }
    }

    private int unpack(long bit) {
        int byteAt = (int) (bit >>> 3);
        return (int) (Bytes.getLong(bytes, byteAt, end) >>> (bit & 7)) & mask;
    }

    /** How many of {@code wanted} values the current run holds, at least one; reads the next header if it is used up. */
    private int nextRun(int wanted) {
        if (width == 0) {
            runLeft = wanted;
            return wanted;
        }
        while (runLeft == 0 && packedLeft == 0) {
            int header = varint();
            if ((header & 1) == 0) {
                runLeft = header >>> 1;
                runValue = runLeft == 0 ? 0 : repeated();
            } else {
                startPacked(header >>> 1);
            }
        }
        return Math.min(wanted, packedLeft == 0 ? runLeft : packedLeft);
    }

    private void startPacked(int groups) {
        long present = (end - at) * 8L / width;
        packedLeft = (int) Math.min(groups * 8L, present);
        packedBit = at * 8L;
        if (packedLeft == 0 && groups > 0) {
            throw ended();
        }
    }

    private int repeated() {
        int size = (width + 7) / 8;
        if (size > end - at) {
            throw ended();
        }
        int value = (int) Bytes.getLong(bytes, at, at + size);
        at += size;
        if ((value & ~mask) != 0) {
            throw new DamagedFileException("a value of more than " + width + " bits");
        }
        return value;
    }

    private int varint() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at >= end) {
                throw ended();
            }
            byte b = bytes[at++];
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new DamagedFileException("a length of more than 32 bits");
    }

    private static DamagedFileException ended() {
        return new DamagedFileException("a page ends before its values do");
    }
}
