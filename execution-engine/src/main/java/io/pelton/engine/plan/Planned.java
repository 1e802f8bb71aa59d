// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.plan.LogicalPlan;

/**
 * A plan in its three forms.
 *
 * @param logical what the user wrote
 * @param optimised the same rows with less work
 * @param graph how it runs
 * @param cores the cores that pools were sized for
 */
public record Planned(LogicalPlan logical, LogicalPlan optimised, StageGraph graph, int cores) {
    public Planned {
        requireNonNull(logical, "logical");
        requireNonNull(optimised, "optimised");
        requireNonNull(graph, "graph");
    }
}
