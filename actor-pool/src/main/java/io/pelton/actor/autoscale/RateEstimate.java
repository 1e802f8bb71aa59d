// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

/**
 * What is known of a pool's speed, from the totals seen so far.
 *
 * <p>Two memories run side by side, with half-lives of {@value #FAST_SECONDS} and {@value #SLOW_SECONDS} seconds of
 * activity. The slow one averages noise away and is the answer. When the fast one disagrees by more than a
 * third, the work itself has changed (heavier rows, a warmed-up compiler), and the slow one forgets.
 *
 * @param seen totals at the last observation
 * @param atNanos when that was
 * @param flowRows rows lately, over {@code flowSeconds}: the rate at which the pool really runs
 */
record RateEstimate(Sums seen, long atNanos, Sums fast, Sums slow, double flowRows, double flowSeconds) {
    private static final double FAST_SECONDS = 3;
    private static final double SLOW_SECONDS = 30;
    private static final double CHANGED = 4.0 / 3;
    /** Busy seconds without which the fast memory has no say. */
    private static final double EVIDENCE_SECONDS = 1;

    static RateEstimate first(PoolObservation pool, long nowNanos) {
        Sums totals = totals(pool);
        return new RateEstimate(totals, nowNanos, totals, totals, 0, 0);
    }

    RateEstimate next(PoolObservation pool, long nowNanos) {
        Sums totals = totals(pool);
        Sums done = totals.plus(seen.times(-1));
        double seconds = (nowNanos - atNanos) / 1e9;
        double fade = fade(seconds, FAST_SECONDS);
        double before = isMeasured() ? fade : 0; // before its first row it did not flow slowly, but not at all
        double rows = flowRows * before + done.rowsIn();
        double over = flowSeconds * before + seconds;
        if (done.busySeconds() <= 0 && done.rowsIn() <= 0) {
            return new RateEstimate(totals, nowNanos, fast, slow, rows, over);
        }
        Sums newFast = fast.times(fade).plus(done);
        Sums newSlow = slow.times(fade(seconds, SLOW_SECONDS)).plus(done);
        return new RateEstimate(totals, nowNanos, newFast, disagree(newFast, newSlow) ? newFast : newSlow, rows, over);
    }

    boolean isMeasured() {
        return slow.isMeasured();
    }

    /** Rows per busy second of one actor. */
    double rate() {
        return slow.rate();
    }

    /** Rows out per row in. */
    double selectivity() {
        return slow.selectivity();
    }

    /** Rows per second of the whole pool lately, busy or not; 0 if unknown. */
    double flow() {
        return flowSeconds > 0 ? flowRows / flowSeconds : 0;
    }

    private static boolean disagree(Sums fast, Sums slow) {
        return fast.isMeasured()
                && fast.busySeconds() >= EVIDENCE_SECONDS
                && (apart(fast.rate(), slow.rate()) || apart(fast.selectivity(), slow.selectivity()));
    }

    private static boolean apart(double one, double other) {
        return one > other * CHANGED || other > one * CHANGED;
    }

    private static double fade(double seconds, double halfLife) {
        return Math.exp(-seconds * Math.log(2) / halfLife);
    }

    private static Sums totals(PoolObservation pool) {
        return new Sums(pool.rowsIn(), pool.rowsOut(), pool.busyNanos() / 1e9);
    }
}
