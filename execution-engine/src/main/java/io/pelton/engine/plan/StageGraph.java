// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import java.util.List;

/**
 * The physical plan: a tree of stages whose leaves read and whose root writes or is iterated. Leaves stand in the order
 * in which their rows count; every stage stands before its downstream.
 *
 * @param stages by id
 */
public record StageGraph(List<Stage> stages) {
    public StageGraph {
        stages = List.copyOf(stages);
    }

    /** The stage whose rows leave the graph. */
    public Stage root() {
        return stages.get(stages.size() - 1);
    }
}
