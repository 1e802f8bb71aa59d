// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BytesTest {
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void eightBytesAreComparedAtOnceAsOneByOne() {
        for (int trial = 0; trial < 10_000; trial++) {
            byte[] eight = levels(8, trial % 4 == 0 ? 128 : 3);
            int value = trial % 4 == 0 ? random.nextInt(128) : random.nextInt(3);
            int bits = 0;
            for (int i = 0; i < 8; i++) {
                bits |= eight[i] == value ? 1 << i : 0;
            }

            assertThat(Bytes.equalBits(Bytes.getLong(eight, 0), value)).isEqualTo(bits);
            assertThat(Bytes.countEqual(Bytes.getLong(eight, 0), value)).isEqualTo(Integer.bitCount(bits));
        }
    }

    @Test
    void everyBitBecomesAByte() {
        for (int bits = -128; bits < 256; bits++) {
            byte[] spread = new byte[8];
            Bytes.putLong(spread, 0, Bytes.spreadBits(bits));

            for (int i = 0; i < 8; i++) {
                assertThat(spread[i]).as("bit %d of %d", i, bits).isEqualTo((byte) (bits >> i & 1));
            }
        }
    }

    @Test
    void copiesTakeTheirBytesAndNoneBefore() {
        byte[] from = levels(128, 100);
        for (int length = 0; length <= 64; length++) {
            byte[] to = new byte[100];
            Arrays.fill(to, (byte) -1);
            Bytes.copy(from, 5, to, 9, length);

            assertThat(Arrays.copyOfRange(to, 9, 9 + length)).isEqualTo(Arrays.copyOfRange(from, 5, 5 + length));
            assertThat(Arrays.copyOf(to, 9)).containsOnly(-1);
        }
    }

    @Test
    void aCopyToTheEndOfAnArrayStaysInside() {
        byte[] from = levels(40, 100);
        byte[] to = new byte[40];

        Bytes.copy(from, 33, to, 33, 7);

        assertThat(Arrays.copyOf(to, 33)).containsOnly(0);
        assertThat(Arrays.copyOfRange(to, 33, 40)).isEqualTo(Arrays.copyOfRange(from, 33, 40));
    }

    @Test
    void bitsOfLevelsAreAppendedBehindAnyNumberOfOthers() {
        byte[] levels = levels(300, 3);
        for (int before = 0; before < 17; before++) {
            BitBuffer bits = new BitBuffer();
            bits.appendOnes(before);
            int from = random.nextInt(20);
            int to = from + random.nextInt(280);
            bits.appendEqual(levels, from, to, 2);

            int zeros = 0;
            for (int i = from; i < to; i++) {
                assertThat(bits.get(before + i - from)).isEqualTo(levels[i] == 2);
                zeros += levels[i] == 2 ? 0 : 1;
            }
            assertThat(bits.length()).isEqualTo(before + to - from);
            assertThat(bits.zeros()).isEqualTo(zeros);
        }
    }

    private byte[] levels(int count, int bound) {
        byte[] levels = new byte[count];
        for (int i = 0; i < count; i++) {
            levels[i] = (byte) random.nextInt(bound);
        }
        return levels;
    }
}
