// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.inference.Pooling;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class PoolerTest {
    private static final FloatBuffer HIDDEN = FloatBuffer.wrap(new float[] {9, 9, 3, 0, 1, 8, 100, 100});

    @Test
    void theMeanLeavesPaddingOut() {
        Pooler pooler = new Pooler(Pooling.MEAN, false, 2);

        assertThat(pooler.pool(HIDDEN, 2, 2)).containsExactly(2, 4);
        assertThat(pooler.pool(HIDDEN, 2, 1)).containsExactly(3, 0);
    }

    @Test
    void theFirstTokenStandsForTheText() {
        assertThat(new Pooler(Pooling.CLS, false, 2).pool(HIDDEN, 2, 3)).containsExactly(3, 0);
    }

    @Test
    void vectorsAreScaledToLengthOneAndZeroStaysZero() {
        Pooler pooler = new Pooler(Pooling.MEAN, true, 2);

        assertThat(pooler.pool(FloatBuffer.wrap(new float[] {3, 4}), 0, 1)).containsExactly(0.6f, 0.8f);
        assertThat(pooler.pool(FloatBuffer.wrap(new float[2]), 0, 1)).containsExactly(0, 0);
    }
}
