// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

/**
 * The largest of many numbers, by insertion into a short list: what is sought is few, so nearly every number is turned
 * away by one comparison.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
final class TopScores {
    private final int[] best;

    /**
     * Seeks some.
     *
     * @param count how many, at least 1
     */
    TopScores(int count) {
        this.best = new int[count];
    }

    /**
     * Finds them among the first numbers of an array, of which there are enough.
     *
     * @return whether none is NaN
     */
    boolean find(float[] values, int length) {
        int found = 0;
        for (int i = 0; i < length; i++) {
            float value = values[i];
            if (Float.isNaN(value)) {
                return false;
            }
            if (found == best.length && value <= values[best[found - 1]]) {
                continue;
            }
            int at = found < best.length ? found++ : found - 1;
            while (at > 0 && value > values[best[at - 1]]) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = i;
        }
        return true;
    }

    /** The place of the number that is {@code rank}-th from the largest; of equal ones the first comes first. */
    int index(int rank) {
        return best[rank];
    }

    /** The sum of {@code exp(value - largest)} over all numbers that {@link #find} saw. */
    float sumOfExponentials(float[] values, int length) {
        double largest = values[best[0]];
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += Math.exp(values[i] - largest);
        }
        return (float) sum;
    }
}
