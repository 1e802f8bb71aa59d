// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static java.util.Objects.requireNonNull;

import io.pelton.actor.autoscale.Autoscaler;
import io.pelton.actor.autoscale.AutoscalerState;
import io.pelton.actor.autoscale.Capacity;
import io.pelton.actor.autoscale.Decision;
import io.pelton.actor.autoscale.Observation;
import io.pelton.actor.autoscale.PoolLimits;
import io.pelton.actor.autoscale.PoolObservation;
import io.pelton.engine.events.Flight;
import io.pelton.engine.events.ScaleEvent;
import io.pelton.engine.events.StagePlace;
import io.pelton.engine.schedule.StageSpec;
import io.pelton.engine.schedule.StageStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sizes the pools of a job: shows the autoscaler what the scheduler counts, and passes its targets on. */
final class Scaling {
    /** Takes a decision. */
    interface Resize {
        void to(int stage, int actors);
    }

    private static final String MEMORY = "memory";

    private final String run;
    private final List<StageSpec> specs;
    private final List<Long> actorBytes;
    private final Capacity capacity;
    private final Autoscaler autoscaler = new Autoscaler();
    private AutoscalerState state = AutoscalerState.initial();
    private int limiting = -1;

    /**
     * Makes one for a job.
     *
     * @param run a name that no other run has
     * @param actorBytes for each stage what the user says that one of its actors holds
     * @param memoryBytes what actors may hold together
     */
    Scaling(String run, List<StageSpec> specs, List<Long> actorBytes, int cores, long memoryBytes) {
        this.run = run;
        this.specs = specs;
        this.actorBytes = actorBytes;
        this.capacity = Capacity.ofMachine(cores).with(MEMORY, memoryBytes);
    }

    void decide(List<StageStats> stats, List<StagePool> pools, long now, Resize resize) {
        List<PoolObservation> observed = new ArrayList<>();
        for (StageSpec spec : specs) {
            if (spec.role() != StageSpec.Role.CONSUMER) {
                observed.add(observe(spec, stats.get(spec.id()), pools.get(spec.id())));
            }
        }
        Decision decision = autoscaler.decide(state, new Observation(now, capacity, observed));
        state = decision.state();
        decision.limitingPool().ifPresent(name -> limiting = Integer.parseInt(name));
        for (PoolObservation pool : observed) {
            int target = requireNonNull(decision.targets().get(pool.name()));
            int stage = Integer.parseInt(pool.name());
            if (target != pool.present() && Flight.isOn()) {
                ScaleEvent.tell(new StagePlace(run, stage), pool.present(), target, decision.reason());
            }
            resize.to(stage, target);
        }
    }

    private PoolObservation observe(StageSpec spec, StageStats s, StagePool pool) {
        List<String> inputs = specs.stream()
                .filter(up -> up.downstream().isPresent() && up.downstream().getAsInt() == spec.id())
                .map(up -> String.valueOf(up.id()))
                .toList();
        return new PoolObservation(
                String.valueOf(spec.id()),
                inputs,
                new PoolLimits(spec.minActors(), spec.maxActors(), spec.cpus(), Map.of(MEMORY, (double)
                        actorBytes.get(spec.id()))),
                s.actors(),
                pool.pending(),
                Math.max(0, pool.running() - s.actors()),
                s.rowsIn(),
                s.rowsOut(),
                s.busyNanos(),
                s.queuedRows(),
                s.rowsAtWork(),
                s.inputEnded() ? PoolObservation.Input.EXHAUSTED : PoolObservation.Input.MORE_TO_COME,
                s.blocked() || s.held() ? PoolObservation.Output.BLOCKED : PoolObservation.Output.FLOWS);
    }

    /** The stage that sets the pipeline's rate, or -1 while that is not known. */
    int limitingStage() {
        return limiting;
    }
}
