// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is seen of a pipeline at one moment.
 *
 * @param nowNanos as of {@link System#nanoTime}: only differences mean something
 * @param pools its pools, each after those it gets rows from
 */
public record Observation(long nowNanos, Capacity capacity, List<PoolObservation> pools) {
    public Observation {
        requireNonNull(capacity, "capacity");
        pools = List.copyOf(pools);
    }
}
