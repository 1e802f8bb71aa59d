// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Finds the size of a run that does the most work a second, by trying a few on the work at hand. Every run is one that
 * was to be made anyway, so nothing is wasted but the difference to the best.
 *
 * <p>Sizes take turns, so that each meets the same mix of rows and the same noise. A sample takes as long for every size,
 * of several runs of a small one: what else the machine does now and then, such as compiling, would miss most of the short
 * runs and none of the long ones. What counts is the median of a size's samples, its first left out; another size than the
 * usual one must be better by {@link #GAIN} to be chosen.
 *
 * <p><b>Threads.</b> Any thread may call; the actors of a pool share one.
 */
final class Calibration implements AutoCloseable {
    /** How much better than the usual size another must be. */
    static final double GAIN = 1.05;

    /** The samples of each size that count. */
    static final int SAMPLES = 7;

    private final int[] sizes;
    private final int usual;
    private final int largest;
    private final IntConsumer whenChosen;

    @GuardedBy("this")
    private final List<Measured> measured = new ArrayList<>();

    /** How long a run of the largest size takes at least, or 0 until one is known; in nanoseconds. */
    @GuardedBy("this")
    private long longRun;

    /** The size in use once it is chosen, otherwise 0. */
    @GuardedBy("this")
    private int chosen;

    @GuardedBy("this")
    private int limit = Integer.MAX_VALUE;

    private Calibration(int[] sizes, int usual, int chosen, IntConsumer whenChosen) {
        this.sizes = sizes.clone();
        this.usual = usual;
        this.chosen = chosen;
        this.whenChosen = whenChosen;
        this.largest = Arrays.stream(sizes).max().orElseThrow();
        for (int i = 0; i < sizes.length; i++) {
            measured.add(new Measured());
        }
    }

    /** One size for good. */
    static Calibration fixed(int size) {
        return new Calibration(new int[] {size}, size, size, ignored -> {});
    }

    /**
     * Tries sizes and settles on one.
     *
     * @param usual one of {@code sizes}, kept unless another is clearly better
     * @param whenChosen is told the chosen size once
     */
    static Calibration among(int[] sizes, int usual, IntConsumer whenChosen) {
        if (Arrays.stream(sizes).noneMatch(s -> s == usual)) {
            throw new IllegalArgumentException(usual + " is not one of " + Arrays.toString(sizes));
        }
        return new Calibration(sizes, usual, 0, whenChosen);
    }

    /**
     * The size of the next run. While sizes are tried it is the one that was measured least, of those that the work at
     * hand can fill; at the start of a batch it may be any, since a run of the whole batch tells what a larger size does.
     *
     * @param available how much work is left in the batch
     * @param start whether the batch begins with this run
     */
    synchronized int next(long available, boolean start) {
        if (chosen != 0) {
            return Math.min(chosen, limit);
        }
        int next = indexOf(usual);
        boolean found = false;
        for (int i = 0; i < sizes.length; i++) {
            boolean fits = start || sizes[i] <= available;
            if (fits && (!found || isBehind(i, next))) {
                next = i;
                found = true;
            }
        }
        measured.get(next).issued++;
        return Math.min(sizes[next], limit);
    }

    @GuardedBy("this")
    private boolean isBehind(int one, int other) {
        Measured a = measured.get(one);
        Measured b = measured.get(other);
        int fewer = Integer.compare(a.rates.size(), b.rates.size());
        return fewer < 0 || (fewer == 0 && a.issued < b.issued);
    }

    /**
     * Takes a run into account.
     *
     * @param size what {@link #next} said for it; the run filled it or did the whole batch
     * @param work what the run did, in any unit that is the same for all, such as tokens without padding
     * @param nanos how long it took
     */
    synchronized void ran(int size, long work, long nanos) {
        int index = indexOf(size);
        if (chosen != 0 || index < 0 || nanos <= 0) {
            return;
        }
        if (size == largest) {
            longRun = longRun == 0 ? nanos : Math.min(longRun, nanos);
        }
        measured.get(index).ran(work, nanos, longRun);
        if (measured.stream().allMatch(m -> m.rates.size() > SAMPLES)) {
            chosen = best();
            whenChosen.accept(chosen);
        }
    }

    /** Takes into account that a run was too large for the machine: no run shall be as large again. */
    synchronized void tooLarge(int size) {
        limit = Math.max(1, Math.min(limit, size / 2));
    }

    @GuardedBy("this")
    private int best() {
        int best = indexOf(usual);
        double bar = measured.get(best).median() * GAIN;
        for (int i = 0; i < sizes.length; i++) {
            double rate = measured.get(i).median();
            if (sizes[i] != usual && rate > bar) {
                best = i;
                bar = rate;
            }
        }
        return sizes[best];
    }

    private int indexOf(int size) {
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == size) {
                return i;
            }
        }
        return -1;
    }

    /** Does nothing: what was chosen has been told already. */
    @Override
    public void close() {}

    /** What is known of a size. */
    private static final class Measured {
        private final List<Double> rates = new ArrayList<>();
        private int issued;
        // The sample at hand
        private long work;
        private long nanos;

        /** Adds a run to the sample at hand, which ends once its runs took {@code enough}. */
        void ran(long runWork, long runNanos, long enough) {
            work += runWork;
            nanos += runNanos;
            if (nanos >= enough) {
                rates.add((double) work / nanos);
                work = 0;
                nanos = 0;
            }
        }

        double median() {
            List<Double> counted = new ArrayList<>(rates.subList(1, rates.size()));
            Collections.sort(counted);
            return counted.get(counted.size() / 2);
        }
    }
}
