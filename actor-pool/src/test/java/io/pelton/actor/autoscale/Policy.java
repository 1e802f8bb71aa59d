// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import java.util.HashMap;
import java.util.Map;

/** Decides on sizes, and remembers what it must. */
@FunctionalInterface
interface Policy {
    Map<String, Integer> targets(Observation observation);

    /** The autoscaler, with its state kept here. */
    static Policy ours() {
        return new Policy() {
            private final Autoscaler autoscaler = new Autoscaler();
            private AutoscalerState state = AutoscalerState.initial();

            @Override
            public Map<String, Integer> targets(Observation observation) {
                Decision decision = autoscaler.decide(state, observation);
                state = decision.state();
                return decision.targets();
            }
        };
    }

    /**
     * What most systems do: every few seconds, one more actor where they are busy for more than 80 % of the
     * time and cores are left, one less where they are busy for less than 30 %.
     *
     * @param patient whether it waits for actors that are starting before it asks for another
     */
    static Policy oneByOne(double everySeconds, boolean patient) {
        return new Policy() {
            private final Map<String, Long> busyThen = new HashMap<>();
            private long then;

            @Override
            public Map<String, Integer> targets(Observation observation) {
                Map<String, Integer> targets = new HashMap<>();
                double seconds = (observation.nowNanos() - then) / 1e9;
                if (seconds < everySeconds && then > 0) {
                    observation.pools().forEach(pool -> targets.put(pool.name(), pool.present()));
                    return targets;
                }
                then = observation.nowNanos();
                double free = observation.capacity().cores();
                for (PoolObservation pool : observation.pools()) {
                    free -= (pool.present() + pool.leaving()) * pool.limits().cpusPerActor();
                }
                for (PoolObservation pool : observation.pools()) {
                    long before = busyThen.getOrDefault(pool.name(), 0L);
                    busyThen.put(pool.name(), pool.busyNanos());
                    double busy = (pool.busyNanos() - before) / 1e9 / seconds / Math.max(1, pool.running());
                    int target = Math.max(1, pool.present());
                    if (busy > 0.8
                            && !(patient && pool.pending() > 0)
                            && free >= 1
                            && target < pool.limits().max()) {
                        target++;
                        free--;
                    } else if (busy < 0.3 && target > 1) {
                        target--;
                    }
                    targets.put(pool.name(), target);
                }
                return targets;
            }
        };
    }
}
