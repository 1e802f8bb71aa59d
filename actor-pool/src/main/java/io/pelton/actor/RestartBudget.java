// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often a pool may replace crashed actors before it gives up, and how long it waits before each.
 *
 * @param maxRestarts restarts allowed in any span of {@code within}; 0 for none
 * @param within the span that is looked at
 * @param firstBackoff the wait before the first restart in a span; it doubles with each further one
 * @param maxBackoff the longest wait
 */
public record RestartBudget(int maxRestarts, Duration within, Duration firstBackoff, Duration maxBackoff) {
    /** Ten restarts a minute, after 50 ms, 100 ms, 200 ms and so on up to 5 s. */
    public static final RestartBudget DEFAULT =
            new RestartBudget(10, Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofSeconds(5));

    /** No restarts: the first crash exhausts the pool. */
    public static final RestartBudget NONE = new RestartBudget(0, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);

    public RestartBudget {
        requireNonNull(within, "within");
        requireNonNull(firstBackoff, "firstBackoff");
        requireNonNull(maxBackoff, "maxBackoff");
        if (maxRestarts < 0) {
            throw new IllegalArgumentException(
                    "Cannot budget restarts: maxRestarts must be 0 or more but is " + maxRestarts);
        }
        if (within.isNegative() || firstBackoff.isNegative() || maxBackoff.compareTo(firstBackoff) < 0) {
            throw new IllegalArgumentException("Cannot budget restarts: within " + within
                    + " must not be negative and firstBackoff " + firstBackoff + " must be between 0 and maxBackoff "
                    + maxBackoff);
        }
    }

    /** The wait before a restart that {@code earlier} others preceded in the span. */
    Duration backoff(int earlier) {
        long factor = 1L << Math.min(earlier, 30);
        boolean beyond = firstBackoff.compareTo(maxBackoff.dividedBy(factor)) > 0;
        return beyond ? maxBackoff : firstBackoff.multipliedBy(factor);
    }
}
