// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal.image;

import io.pelton.inference.internal.image.Geometry.Window;
import java.util.Arrays;

/**
 * Resizes pictures, computing only what is kept of them, as Pillow does: first along rows, then along columns, levels
 * rounded after each. Results are within one level (of 255) of Pillow's and mostly equal, on every machine the same.
 *
 * <p>The three colours of a pixel are worked on at once: each has {@value #FIELD} bits of a long, room for a level times
 * weights that sum to {@code 1 << }{@value Axis#BITS} and for rounding, so a multiplication and an addition do for a pixel
 * what would be three of each.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
final class Resampler {
    private static final int FIELD = 21;
    private static final long ONES = 1L << 2 * FIELD | 1L << FIELD | 1L;
    private static final long HALVES = ONES << Axis.BITS - 1;
    private static final long LEVELS = 0xFF * ONES;

    private int[] row = new int[0];
    private long[] spread = new long[0];
    private long[] sums = new long[0];
    /** Rows of the source, resized; row {@code y} lies at {@code y} modulo their number. */
    private long[][] resized = new long[0][];

    /**
     * Makes the pixels of a window.
     *
     * @param picture as stored
     * @param window in the upright image
     * @param levels takes red, then green, then blue, each row by row of the upright window
     */
    void resample(Picture picture, Orientation orientation, Window window, byte[] levels) {
        Window stored = orientation.exchanges() ? window.transposed() : window;
        Axis across =
                axis(picture.width(), stored.resizedWidth(), stored.left(), stored.width(), orientation.mirrorsX());
        Axis down =
                axis(picture.height(), stored.resizedHeight(), stored.top(), stored.height(), orientation.mirrorsY());
        reserve(across, down, stored.width());
        Target target = Target.of(orientation, window);
        int next = down.start();
        for (int y = 0; y < stored.height(); y++) {
            int first = down.firsts()[y];
            for (; next < first + down.taps(); next++) {
                picture.copyRow(next, across.start(), across.end() - across.start(), row);
                resizeRow(across, resized[next % resized.length]);
            }
            sumRows(first, down, y, stored.width());
            target.put(sums, y, levels);
        }
    }

    private static Axis axis(int source, int target, int start, int count, boolean mirrored) {
        return new Axis(source, target, mirrored ? target - start - count : start, count);
    }

    private void reserve(Axis across, Axis down, int width) {
        int count = across.end() - across.start();
        if (row.length < count) {
            row = new int[count];
            spread = new long[count];
        }
        if (sums.length != width || resized.length < down.taps()) {
            sums = new long[width];
            resized = new long[down.taps()][width];
        }
    }

    private void resizeRow(Axis across, long[] result) {
        int start = across.start();
        for (int i = 0; i < across.end() - start; i++) {
            int pixel = row[i];
            spread[i] =
                    (long) (pixel >>> 24) << 2 * FIELD | (long) (pixel >>> 16 & 0xFF) << FIELD | (pixel >>> 8 & 0xFF);
        }
        int[] firsts = across.firsts();
        int[] weights = across.weights();
        int taps = across.taps();
        int weight = 0;
        for (int x = 0; x < result.length; x++) {
            int from = firsts[x] - start;
            long sum = HALVES;
            for (int tap = 0; tap < taps; tap++) {
                sum += spread[from + tap] * weights[weight++];
            }
            result[x] = sum >>> Axis.BITS & LEVELS;
        }
    }

    private void sumRows(int first, Axis down, int y, int width) {
        Arrays.fill(sums, HALVES);
        for (int tap = 0; tap < down.taps(); tap++) {
            add(resized[(first + tap) % resized.length], down.weights()[y * down.taps() + tap], sums, width);
        }
    }

    private static void add(long[] row, long weight, long[] sums, int width) {
        for (int x = 0; x < width; x++) {
            sums[x] += row[x] * weight;
        }
    }

    /**
     * Where pixels of the stored window lie in the upright one.
     *
     * @param start the place of the first
     * @param stepX from one to the next in a row
     * @param stepY from one row to the next
     * @param plane from one colour to the next
     */
    private record Target(int start, int stepX, int stepY, int plane) {
        static Target of(Orientation orientation, Window upright) {
            int width = upright.width();
            int height = upright.height();
            int stepX = orientation.exchanges() ? width : 1;
            int stepY = orientation.exchanges() ? 1 : width;
            int start = 0;
            if (orientation.mirrorsX()) {
                start += ((orientation.exchanges() ? height : width) - 1) * stepX;
                stepX = -stepX;
            }
            if (orientation.mirrorsY()) {
                start += ((orientation.exchanges() ? width : height) - 1) * stepY;
                stepY = -stepY;
            }
            return new Target(start, stepX, stepY, width * height);
        }

        void put(long[] sums, int y, byte[] levels) {
            int at = start + y * stepY;
            for (long sum : sums) {
                long pixel = sum >>> Axis.BITS;
                levels[at] = (byte) (pixel >>> 2 * FIELD);
                levels[at + plane] = (byte) (pixel >>> FIELD);
                levels[at + 2 * plane] = (byte) pixel;
                at += stepX;
            }
        }
    }
}
