// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.LogicalPlan;
import java.util.List;

/**
 * Applies rules in turn until none has anything left to do. Filters, limits and projections only ever move towards the
 * leaves, so that there is an end; the number of rounds is bounded all the same.
 */
public final class Optimizer {
    private static final int MAX_ROUNDS = 200;

    private final List<Rule> rules;

    public Optimizer(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** All the rules there are. */
    public static Optimizer standard() {
        return new Optimizer(List.of(
                new FlattenUnions(),
                new FoldConstants(),
                new MergeFilters(),
                new MergeProjects(),
                new DropIdleProjects(),
                new PushFilterThroughProject(),
                new PushFilterThroughUnion(),
                new PushFilterThroughApply(),
                new PushFilterThroughFilterRows(),
                new PushFilterIntoScan(),
                new DropIdleLimits(),
                new PushLimitThroughRows(),
                new PushLimitThroughUnion(),
                new PushLimitIntoScan(),
                new PruneColumns()));
    }

    /** The plan that gives the same rows with less work. */
    public LogicalPlan optimize(LogicalPlan plan) {
        LogicalPlan current = plan;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            LogicalPlan before = current;
            for (Rule rule : rules) {
                current = rule.apply(current);
            }
            if (current == before) {
                break;
            }
        }
        return current;
    }
}
