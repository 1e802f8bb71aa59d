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
 * <p>Sizes take turns, so that each meets the same mix of rows and the same noise. A sample takes about as long for every
 * size, of several runs of a small one: what else the machine does now and then, such as compiling, would miss most of the
 * short runs and none of the long ones. What counts is the upper quartile of a size's samples, its first left out; another size than
 * the usual one must be better by {@link #GAIN} to be chosen, and one that is far behind after some samples has no more.
 *
 * <p><b>Threads.</b> Any thread may call; the actors of a pool share one.
 */
final class Calibration implements AutoCloseable {
    /** How much better than the usual size another must be. */
    static final double GAIN = 1.05;

    /** The samples of each size that count. */
    static final int SAMPLES = 7;

    /** The runs of each size before samples are counted: the first of all may take many times as long as any other. */
    private static final int FIRST_RUNS = 2;

    private static final int FEW_SAMPLES = 3;
    private static final double FAR_BEHIND = 4;

    private final int[] sizes;
    private final int usual;
    private final IntConsumer whenChosen;

    @GuardedBy("this")
    private final List<Measured> measured = new ArrayList<>();

    /** The size in use once it is chosen, otherwise 0. */
    @GuardedBy("this")
    private int chosen;

    @GuardedBy("this")
    private int limit = Integer.MAX_VALUE;

    private Calibration(int[] sizes, int usual, int chosen, IntConsumer whenChosen) {
        this.sizes = sizes.clone();
        Arrays.sort(this.sizes);
        this.usual = usual;
        this.chosen = chosen;
        this.whenChosen = whenChosen;
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
        int next = -1;
        for (int i = 0; i <= last(); i++) {
            boolean fits = start || sizes[i] <= available;
            if (fits && !isKnown(i) && (next < 0 || isBehind(i, next))) {
                next = i;
            }
        }
        if (next < 0) {
            next = Math.min(indexOf(usual), last());
        }
        measured.get(next).issued++;
        return Math.min(sizes[next], limit);
    }

    /** The largest size that is not too large, or the smallest of all. */
    @GuardedBy("this")
    private int last() {
        int last = sizes.length - 1;
        while (last > 0 && sizes[last] > limit) {
            last--;
        }
        return last;
    }

    @GuardedBy("this")
    private boolean isBehind(int one, int other) {
        Measured a = measured.get(one);
        Measured b = measured.get(other);
        if (Math.min(a.issued, b.issued) < FIRST_RUNS || a.rates.size() == b.rates.size()) {
            return a.issued < b.issued;
        }
        return a.rates.size() < b.rates.size();
    }

    /** Whether no more samples of a size are needed. */
    @GuardedBy("this")
    private boolean isKnown(int index) {
        Measured size = measured.get(index);
        Measured most = measured.get(last());
        boolean isFarBehind = size.rates.size() > FEW_SAMPLES
                && most.rates.size() > FEW_SAMPLES
                && size.rate() * FAR_BEHIND < most.rate();
        return isFarBehind || size.rates.size() > SAMPLES;
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
        if (chosen != 0 || index < 0 || index > last() || nanos <= 0) {
            return;
        }
        measured.get(index).ran(work, nanos, measured.get(last()));
        for (int i = 0; i <= last(); i++) {
            if (!isKnown(i)) {
                return;
            }
        }
        chosen = best();
        whenChosen.accept(chosen);
    }

    /** Takes into account that a run was too large for the machine: no run shall be as large again. */
    synchronized void tooLarge(int size) {
        limit = Math.max(1, Math.min(limit, size / 2));
    }

    @GuardedBy("this")
    private int best() {
        int best = Math.min(indexOf(usual), last());
        double bar = measured.get(best).rate() * GAIN;
        for (int i = 0; i <= last(); i++) {
            double rate = measured.get(i).rate();
            if (rate > bar) {
                best = i;
                bar = rate;
            }
        }
        return sizes[best];
    }

    private int indexOf(int size) {
        return Math.max(-1, Arrays.binarySearch(sizes, size));
    }

    /** Does nothing: what was chosen has been told already. */
    @Override
    public void close() {}

    /** What is known of a size. */
    private static final class Measured {
        /** A sample may be shorter by so much than a full run of the largest size, which is not always as full. */
        private static final double ABOUT = 0.9;

        private final List<Double> rates = new ArrayList<>();
        private int issued;
        /** The most work of a run, and the best rate of one. */
        private long mostWork;

        private double bestRate;
        // The sample at hand
        private long work;
        private long nanos;

        /** Adds a run to the sample at hand, which ends once it took about as long as a full run of the largest size. */
        void ran(long runWork, long runNanos, Measured largest) {
            mostWork = Math.max(mostWork, runWork);
            bestRate = Math.max(bestRate, (double) runWork / runNanos);
            work += runWork;
            nanos += runNanos;
            if (largest.mostWork > 0 && nanos >= ABOUT * largest.mostWork / largest.bestRate) {
                rates.add((double) work / nanos);
                work = 0;
                nanos = 0;
            }
        }

        /** The upper quartile of the samples but the first: what disturbs a machine makes it slower, never faster. */
        double rate() {
            List<Double> counted = new ArrayList<>(rates.subList(1, rates.size()));
            Collections.sort(counted);
            return counted.get(counted.size() * 3 / 4);
        }
    }
}
