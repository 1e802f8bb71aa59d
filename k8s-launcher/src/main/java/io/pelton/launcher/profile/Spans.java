// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.profile;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Many times from and to, with a label each, in nanoseconds of one clock; kept small since there may be millions. */
final class Spans {
    private long[] from = new long[64];
    private long[] to = new long[64];
    private byte[] label = new byte[64];
    private int size;

    void add(long start, long end, int what) {
        if (size == from.length) {
            from = Arrays.copyOf(from, size * 2);
            to = Arrays.copyOf(to, size * 2);
            label = Arrays.copyOf(label, size * 2);
        }
        from[size] = start;
        to[size] = end;
        label[size++] = (byte) what;
    }

    /**
     * How long these spans and others lie over each other.
     *
     * @param others which do not lie over one another
     * @param labels how many labels the others have
     * @return nanoseconds for each label of the others
     */
    long[] over(Spans others, int labels) {
        long[] sums = new long[labels];
        int[] order = others.byStart();
        long[] starts = new long[others.size];
        for (int i = 0; i < order.length; i++) {
            starts[i] = others.from[order[i]];
        }
        for (int i = 0; i < size; i++) {
            int at = Arrays.binarySearch(starts, from[i]);
            at = Math.max(0, at >= 0 ? at : -at - 2);
            for (; at < order.length && starts[at] < to[i]; at++) {
                int other = order[at];
                long common = Math.min(to[i], others.to[other]) - Math.max(from[i], others.from[other]);
                sums[others.label[other]] += Math.max(0, common);
            }
        }
        return sums;
    }

    /** The sum of the parts of all spans that lie between two moments. */
    long within(long start, long end) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.max(0, Math.min(to[i], end) - Math.max(from[i], start));
        }
        return sum;
    }

    private int[] byStart() {
        return IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingLong(i -> from[i]))
                .mapToInt(i -> i)
                .toArray();
    }
}
