// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;

class TightRoundingTest {
    @Test
    void aColumnTakesHardlyMoreMemoryThanItIsAccountedFor() {
        try (BufferAllocator memory = Allocators.root();
                BigIntVector column = new BigIntVector("id", memory)) {
            column.allocateNew(1 << 16);
            column.setValueCount(1 << 16);

            assertThat(memory.getAllocatedMemory()).isLessThanOrEqualTo(column.getBufferSize() * 17L / 16);
        }
    }

    @Test
    void noSizeIsRoundedDownOrFarUp() {
        for (long size = 0; size < 100_000; size++) {
            long rounded = TightRounding.POLICY.getRoundedSize(size);

            assertThat(rounded).isBetween(size, Math.max(size + 63, size + size / 16));
            assertThat(rounded % 64).isZero();
        }
        assertThat(TightRounding.POLICY.getRoundedSize(Integer.MAX_VALUE)).isGreaterThanOrEqualTo(Integer.MAX_VALUE);
    }
}
