// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;

/** The kinds of gates. */
final class Gates {
    private static final String OURS = "pelton";

    private Gates() {}

    private record Bound(
            String describe, String first, String second, ToDoubleFunction<Results> figure, DoublePredicate accepted)
            implements Workload.Gate {
        @Override
        public boolean measured(Results results) {
            return results.has(first) && results.has(second);
        }

        @Override
        public double found(Results results) {
            return figure.applyAsDouble(results);
        }

        @Override
        public boolean accepts(double found) {
            return accepted.test(found);
        }
    }

    /** Pelton's speed is at least so many times another contestant's. */
    static Workload.Gate speed(String other, double atLeast) {
        return new Bound(
                text("speed >= %.2f x %s", atLeast, other),
                OURS,
                other,
                r -> r.ratio(OURS, other, Sample::rate),
                x -> x >= atLeast);
    }

    /** One contestant's speed is at least so many times another's. */
    static Workload.Gate speed(String one, String other, double atLeast) {
        return new Bound(
                text("speed of %s >= %.2f x %s", one, atLeast, other),
                one,
                other,
                r -> r.ratio(one, other, Sample::rate),
                x -> x >= atLeast);
    }

    /** Pelton takes at most so many times as long as another contestant. */
    static Workload.Gate time(String other, double atMost) {
        return new Bound(
                text("time <= %.3f x %s", atMost, other),
                OURS,
                other,
                r -> r.ratio(OURS, other, Sample::seconds),
                x -> x <= atMost);
    }

    /** Pelton takes at most so many times another contestant's processor time. */
    static Workload.Gate cpu(String other, double atMost) {
        return new Bound(
                text("CPU time <= %.2f x %s", atMost, other),
                OURS,
                other,
                r -> r.ratio(OURS, other, Sample::cpuSeconds),
                x -> x <= atMost);
    }

    /** Pelton does at least so many units a second. */
    static Workload.Gate rate(double atLeast, String unit) {
        return new Bound(
                text("at least %,.0f %s a second", atLeast, unit),
                OURS,
                OURS,
                r -> r.median(OURS, Sample::rate),
                x -> x >= atLeast);
    }

    /** Pelton's resident memory is at most so many bytes above another contestant's. */
    static Workload.Gate memory(String other, long moreBytes) {
        return new Bound(
                text("memory - %s <= %d MiB", other, moreBytes >> 20),
                OURS,
                other,
                r -> (r.median(OURS, Sample::peakResidentBytes) - r.median(other, Sample::peakResidentBytes))
                        / (1 << 20),
                x -> x <= moreBytes >> 20);
    }

    /** A contestant's resident memory is at most so many times another's. */
    static Workload.Gate memoryGrowth(String large, String small, double atMost) {
        return new Bound(
                text("memory of %s <= %.2f x %s", large, atMost, small),
                large,
                small,
                r -> r.ratio(large, small, Sample::peakResidentBytes),
                x -> x <= atMost);
    }

    /** The memory that a contestant needs is at most so many times what another does. */
    static Workload.Gate liveGrowth(String large, String small, double atMost) {
        return new Bound(
                text("live memory of %s <= %.2f x %s", large, atMost, small),
                large,
                small,
                r -> r.ratio(large, small, Sample::liveBytes),
                x -> x <= atMost);
    }

    /** A contestant's time for a unit is at most so many times another's. */
    static Workload.Gate unitTimeGrowth(String large, String small, double atMost) {
        return new Bound(
                text("time a unit of %s <= %.2f x %s", large, atMost, small),
                large,
                small,
                r -> 1 / r.ratio(large, small, Sample::rate),
                x -> x <= atMost);
    }

    /** A contestant takes at most so many seconds. */
    static Workload.Gate seconds(String engine, double atMost) {
        return new Bound(
                text("seconds of %s <= %.1f", engine, atMost),
                engine,
                engine,
                r -> r.median(engine, Sample::seconds),
                x -> x <= atMost);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
