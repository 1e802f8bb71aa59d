// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.util.Locale;

/** The kinds of gates. */
final class Gates {
    private Gates() {}

    /** Pelton's speed is at least so many times another contestant's. */
    static Workload.Gate speed(String other, double atLeast) {
        return new Workload.Gate() {
            @Override
            public String describe() {
                return String.format(Locale.ROOT, "speed >= %.2f x %s", atLeast, other);
            }

            @Override
            public boolean measured(Results results) {
                return results.has(other);
            }

            @Override
            public boolean holds(Results results) {
                return !results.has(other) || results.ratio(other) >= atLeast;
            }
        };
    }

    /** Pelton does at least so many units a second. */
    static Workload.Gate rate(double atLeast, String unit) {
        return new Workload.Gate() {
            @Override
            public String describe() {
                return String.format(Locale.ROOT, "at least %,.0f %s a second", atLeast, unit);
            }

            @Override
            public boolean holds(Results results) {
                return results.median("pelton", Sample::rate) >= atLeast;
            }
        };
    }

    /** Pelton's resident memory is at most so many bytes above another contestant's. */
    static Workload.Gate memory(String other, long moreBytes) {
        return new Workload.Gate() {
            @Override
            public String describe() {
                return "memory <= " + other + " + " + (moreBytes >> 20) + " MiB";
            }

            @Override
            public boolean measured(Results results) {
                return results.has(other);
            }

            @Override
            public boolean holds(Results results) {
                return !results.has(other)
                        || results.median("pelton", Sample::peakResidentBytes)
                                <= results.median(other, Sample::peakResidentBytes) + moreBytes;
            }
        };
    }
}
