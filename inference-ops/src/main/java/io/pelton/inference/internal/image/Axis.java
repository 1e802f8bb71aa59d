// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal.image;

/**
 * One direction of a resampling: which pixels of the source, with which weights, make each pixel of the result. The
 * filter is a triangle as wide as two pixels of whichever is coarser, source or result, so that nothing is skipped when
 * an image is made smaller; Pillow and torchvision call this antialiased bilinear.
 *
 * <p>Every pixel of the result has the same number of weights, some of them 0, since loops of one length are what a
 * processor foretells. They are integers that sum to exactly {@code 1 << BITS}.
 */
final class Axis {
    static final int BITS = 13;

    private final int[] firsts;
    private final int[] weights;
    private final int taps;

    /**
     * Computes the weights of some pixels of the result.
     *
     * @param source pixels of the source
     * @param target pixels of the whole result
     * @param from the first pixel of the result that is wanted
     * @param count how many are wanted
     */
    Axis(int source, int target, int from, int count) {
        double scale = (double) source / target;
        double reach = Math.max(scale, 1);
        this.taps = (int) Math.min(source, Math.ceil(reach) * 2 + 1);
        this.firsts = new int[count];
        this.weights = new int[count * taps];
        double[] exact = new double[taps];
        for (int i = 0; i < count; i++) {
            double center = (from + i + 0.5) * scale;
            int end = Math.min(source, (int) (center + reach + 0.5));
            firsts[i] = Math.min(Math.max(0, (int) (center - reach + 0.5)), source - taps);
            double sum = 0;
            for (int k = 0; k < taps; k++) {
                boolean reached = firsts[i] + k < end;
                exact[k] = reached ? Math.max(0, 1 - Math.abs((firsts[i] + k - center + 0.5) / reach)) : 0;
                sum += exact[k];
            }
            round(exact, sum, i * taps);
        }
    }

    /** Makes integers of the weights of a pixel; the largest takes what rounding leaves over. */
    private void round(double[] exact, double sum, int at) {
        int left = 1 << BITS;
        int largest = at;
        for (int k = 0; k < taps; k++) {
            weights[at + k] = (int) Math.round(exact[k] / sum * (1 << BITS));
            left -= weights[at + k];
            largest = weights[at + k] > weights[largest] ? at + k : largest;
        }
        weights[largest] += left;
    }

    /** How many weights each pixel has. */
    int taps() {
        return taps;
    }

    /** The first pixel of the source of each pixel of the result. */
    int[] firsts() {
        return firsts;
    }

    /** All weights: those of pixel {@code i} start at {@code i * taps()}. */
    int[] weights() {
        return weights;
    }

    /** The first pixel of the source that is needed at all. */
    int start() {
        return firsts[0];
    }

    /** The pixel of the source after the last that is needed. */
    int end() {
        return firsts[firsts.length - 1] + taps;
    }
}
