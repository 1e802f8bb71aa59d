// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import io.pelton.inference.Pooling;
import java.nio.FloatBuffer;

/**
 * Makes one vector of the vectors of a text's tokens. Loops run over heap arrays, which the compiler vectorises; the
 * array is the instance's own, so nothing is allocated for a row.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
final class Pooler {
    private static final float SMALLEST_NORM = 1e-12f;

    private final Pooling pooling;
    private final boolean normalized;
    private final float[] sum;
    private final float[] token;

    Pooler(Pooling pooling, boolean normalized, int dimensions) {
        this.pooling = pooling;
        this.normalized = normalized;
        this.sum = new float[dimensions];
        this.token = new float[dimensions];
    }

    /**
     * Pools one text.
     *
     * @param hidden vectors of tokens, one after the other
     * @param at where the text's first vector starts
     * @param tokens the text's tokens, at least 1
     * @return its vector, valid until the next call
     */
    float[] pool(FloatBuffer hidden, int at, int tokens) {
        hidden.get(at, sum);
        if (pooling == Pooling.MEAN && tokens > 1) {
            for (int t = 1; t < tokens; t++) {
                hidden.get(at + t * sum.length, token);
                add(sum, token);
            }
            scale(sum, 1f / tokens);
        }
        if (normalized) {
            scale(sum, 1f / Math.max(SMALLEST_NORM, norm(sum)));
        }
        return sum;
    }

    private static void add(float[] to, float[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += what[i];
        }
    }

    private static void scale(float[] vector, float by) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= by;
        }
    }

    private static float norm(float[] vector) {
        double squares = 0;
        for (float v : vector) {
            squares += (double) v * v;
        }
        return (float) Math.sqrt(squares);
    }
}
