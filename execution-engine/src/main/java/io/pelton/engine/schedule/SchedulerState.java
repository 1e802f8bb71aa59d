// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import java.util.List;
import java.util.TreeSet;

/** What the parts of the scheduler share. */
final class SchedulerState<B> {
    final SchedulerSettings settings;
    final Commands<B> commands;
    final List<StageState<B>> stages;
    /** Whether the order of rows counts before they are written. */
    final boolean ordered;
    /** How many stages have limits. */
    final int limits;
    /** Whether any stage computes, other than readers. */
    final boolean operators;

    final InputCursor input;
    final Budget budget;
    final SplitSizer sizer;
    /** Splits that are on their way or not yet committed, by their place in the input. */
    final TreeSet<Split<B>> splits = new TreeSet<>();

    Outcome.Kind kind = Outcome.Kind.RUNNING;
    /** The time of the event at hand. */
    long now;
    /** The time that it took of late to make a split's files durable; 0 if none are. */
    long finishNanos;

    private long lastId;

    SchedulerState(
            SchedulerSettings settings,
            Commands<B> commands,
            List<StageState<B>> stages,
            boolean ordered,
            int limits,
            InputCursor input,
            SplitSizer sizer) {
        this.settings = settings;
        this.commands = commands;
        this.stages = stages;
        this.ordered = ordered;
        this.limits = limits;
        this.operators = stages.stream().anyMatch(s -> s.spec.role() == StageSpec.Role.MIDDLE);
        this.input = input;
        this.sizer = sizer;
        this.budget = new Budget(settings.budgetBytes(), (int)
                stages.stream().filter(s -> s.downstream != null).count());
    }

    long nextId() {
        return lastId++;
    }

    StageState<B> root() {
        return stages.get(stages.size() - 1);
    }

    boolean writes() {
        return root().spec.role() == StageSpec.Role.SINK;
    }

    boolean working() {
        for (StageState<B> stage : stages) {
            if (stage.running > 0) {
                return true;
            }
        }
        return false;
    }

    /** Asks for a number of actors, within the stage's bounds. */
    void resize(StageState<B> stage, int actors) {
        int target = Math.max(stage.spec.minActors(), Math.min(actors, stage.spec.maxActors()));
        if (target != stage.target) {
            stage.target = target;
            stage.actors = Math.min(stage.actors, target);
            commands.resize(stage.spec.id(), target);
        }
    }
}
