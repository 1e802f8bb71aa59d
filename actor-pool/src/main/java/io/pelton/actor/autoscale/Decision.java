// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What to do, and what to remember until the next observation.
 *
 * @param state to be passed to the next {@link Autoscaler#decide}
 * @param targets actors by pool, for every pool
 * @param limitingPool the pool that sets the pipeline's rate, once that is known
 * @param sourceRowsPerSecond the rate the pipeline can reach with these targets; infinite while nothing is known
 * @param why makes the text of {@link #reason}, which few decisions are asked for
 */
public record Decision(
        AutoscalerState state,
        Map<String, Integer> targets,
        Optional<String> limitingPool,
        double sourceRowsPerSecond,
        Supplier<String> why) {
    public Decision {
        targets = Map.copyOf(targets);
    }

    /** Why the targets are as they are, for people. */
    public String reason() {
        return why.get();
    }
}
