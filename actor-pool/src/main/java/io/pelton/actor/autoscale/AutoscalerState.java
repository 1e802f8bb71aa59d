// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an {@link Autoscaler} remembers. Immutable; opaque to its keeper. */
public final class AutoscalerState {
    private static final AutoscalerState INITIAL = new AutoscalerState(Map.of(), null);

    final Map<String, PoolMemory> pools;
    final @Nullable Trial trial;

    AutoscalerState(Map<String, PoolMemory> pools, @Nullable Trial trial) {
        this.pools = Map.copyOf(pools);
        this.trial = trial;
    }

    /** Nothing seen yet. */
    public static AutoscalerState initial() {
        return INITIAL;
    }
}
