// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/** The restarts a pool has made of late, held against its budget. Not thread-safe: the pool's lock guards it. */
final class Restarts {
    private final RestartBudget budget;
    private final ArrayDeque<Long> takenAtNanos = new ArrayDeque<>();

    Restarts(RestartBudget budget) {
        this.budget = budget;
    }

    /** Takes one restart out of the budget: how long to wait before it, or empty if none is left. */
    Optional<Duration> take(long nowNanos) {
        long span = budget.within().toNanos();
        while (!takenAtNanos.isEmpty() && nowNanos - takenAtNanos.peekFirst() >= span) {
            takenAtNanos.removeFirst();
        }
        int earlier = takenAtNanos.size();
        if (earlier >= budget.maxRestarts()) {
            return Optional.empty();
        }
        takenAtNanos.addLast(nowNanos);
        return Optional.of(budget.backoff(earlier));
    }
}
