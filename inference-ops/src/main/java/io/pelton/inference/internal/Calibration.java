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
 * <p>Sizes take turns, so that each meets the same mix of rows and the same noise. What counts is the median of a size's
 * rates, its first run left out; another size than the usual one must be better by {@link #GAIN} to be chosen.
 *
 * <p><b>Threads.</b> Any thread may call; the actors of a pool share one.
 */
final class Calibration implements AutoCloseable {
    /** How much better than the usual size another must be. */
    static final double GAIN = 1.05;

    /** The runs of each size that are measured. */
    static final int SAMPLES = 7;

    private final int[] sizes;
    private final int usual;
    private final IntConsumer whenChosen;

    @GuardedBy("this")
    private final List<List<Double>> rates = new ArrayList<>();

    @GuardedBy("this")
    private final int[] issued;

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
        this.issued = new int[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            rates.add(new ArrayList<>());
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
        issued[next]++;
        return Math.min(sizes[next], limit);
    }

    @GuardedBy("this")
    private boolean isBehind(int one, int other) {
        int fewer = Integer.compare(rates.get(one).size(), rates.get(other).size());
        return fewer < 0 || (fewer == 0 && issued[one] < issued[other]);
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
        rates.get(index).add((double) work / nanos);
        if (rates.stream().allMatch(r -> r.size() > SAMPLES)) {
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
        double bar = median(rates.get(best)) * GAIN;
        for (int i = 0; i < sizes.length; i++) {
            double rate = median(rates.get(i));
            if (sizes[i] != usual && rate > bar) {
                best = i;
                bar = rate;
            }
        }
        return sizes[best];
    }

    private static double median(List<Double> rates) {
        List<Double> measured = new ArrayList<>(rates.subList(1, rates.size()));
        Collections.sort(measured);
        return measured.get(measured.size() / 2);
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
}
