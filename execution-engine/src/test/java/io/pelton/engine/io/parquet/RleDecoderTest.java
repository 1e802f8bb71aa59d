// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.junit.jupiter.api.Test;

/** Against Parquet's own encoder, in pieces of any length, up to the very end of the array. */
class RleDecoderTest {
    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void valuesOfEveryWidthComeBackInPiecesOfAnyLength() throws IOException {
        for (int width = 1; width <= 20; width++) {
            for (int trial = 0; trial < 20; trial++) {
                int[] values = values(1 + random.nextInt(700), width);
                byte[] encoded = encoded(values, width);
                RleDecoder decoder = new RleDecoder(encoded, 0, encoded.length, width);
                int[] found = new int[values.length];
                for (int done = 0; done < found.length; ) {
                    int n = Math.min(found.length - done, 1 + random.nextInt(50));
                    decoder.read(found, done, n);
                    done += n;
                }

                assertThat(found).as("width %d", width).isEqualTo(values);
            }
        }
    }

    @Test
    void levelsComeBackAndThoseAtTheMaximumAreCounted() throws IOException {
        for (int trial = 0; trial < 200; trial++) {
            int max = 1 + trial % 3;
            int width = max == 1 ? 1 : 2;
            int[] values = values(1 + random.nextInt(700), width);
            Arrays.setAll(values, i -> Math.min(values[i], max));
            byte[] encoded = encoded(values, width);
            RleDecoder decoder = new RleDecoder(encoded, 0, encoded.length, width);
            for (int done = 0; done < values.length; ) {
                int n = Math.min(values.length - done, 1 + random.nextInt(90));
                byte[] levels = new byte[n];
                int counted = decoder.read(levels, n, max);

                int equal = 0;
                for (int i = 0; i < n; i++) {
                    assertThat(levels[i]).isEqualTo((byte) values[done + i]);
                    equal += levels[i] == max ? 1 : 0;
                }
                assertThat(counted).isEqualTo(equal);
                done += n;
            }
        }
    }

    /** Stretches of one value, and stretches of any. */
    private int[] values(int count, int width) {
        int[] values = new int[count];
        int value = 0;
        int runLeft = 0;
        for (int i = 0; i < count; i++) {
            if (runLeft == 0) {
                runLeft = random.nextInt(3) == 0 ? 8 + random.nextInt(40) : 1;
                value = random.nextInt(1 << width);
            }
            runLeft--;
            values[i] = value;
        }
        return values;
    }

    private static byte[] encoded(int[] values, int width) throws IOException {
        try (RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(width, 64, 1 << 20, HeapByteBufferAllocator.getInstance())) {
            for (int value : values) {
                encoder.writeInt(value);
            }
            return encoder.toBytes().toByteArray();
        }
    }
}
