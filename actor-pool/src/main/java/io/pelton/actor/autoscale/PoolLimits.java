// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import java.util.Map;

/**
 * What a pool may have.
 *
 * @param min actors it always has; 0 for a pool that starts with its first row
 * @param max actors it has at most
 * @param cpusPerActor cores an actor uses while it works; may be a fraction
 * @param othersPerActor further resources an actor holds, by name
 */
public record PoolLimits(int min, int max, double cpusPerActor, Map<String, Double> othersPerActor) {
    public PoolLimits {
        othersPerActor = Map.copyOf(othersPerActor);
        if (min < 0 || max < 1 || min > max) {
            throw new IllegalArgumentException(
                    "Cannot scale a pool: 0 <= min <= max and 1 <= max but min is " + min + " and max is " + max);
        }
        if (!(cpusPerActor >= 0)) {
            throw new IllegalArgumentException(
                    "Cannot scale a pool: cpusPerActor must be 0 or more but is " + cpusPerActor);
        }
    }

    /** Limits of a pool whose actors need cores only. */
    public static PoolLimits of(int min, int max, double cpusPerActor) {
        return new PoolLimits(min, max, cpusPerActor, Map.of());
    }
}
