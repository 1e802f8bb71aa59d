// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

/**
 * What is remembered of a pool between two decisions.
 *
 * @param activeNanos when it last had rows to handle
 */
record PoolMemory(RateEstimate estimate, long activeNanos, Ceiling ceiling) {
    static PoolMemory first(PoolObservation pool, long nowNanos) {
        return new PoolMemory(RateEstimate.first(pool, nowNanos), nowNanos, Ceiling.NONE);
    }

    PoolMemory next(PoolObservation pool, long nowNanos) {
        boolean active = pool.hasRows() || pool.rowsIn() > estimate.seen().rowsIn();
        return new PoolMemory(estimate.next(pool, nowNanos), active ? nowNanos : activeNanos, ceiling);
    }

    PoolMemory with(Ceiling other) {
        return new PoolMemory(estimate, activeNanos, other);
    }
}
