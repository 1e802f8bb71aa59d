// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import io.pelton.actor.autoscale.Capacity.Sharing;
import io.pelton.actor.autoscale.Need.Knowledge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Works out what each pool needs: its cost per row of the source, and the bounds of its size. */
final class Needs {
    /** How long a pool with {@code min = 0} keeps actors that have nothing to do. */
    private static final double IDLE_SECONDS = 30;

    private final Observation observation;
    private final Map<String, PoolMemory> memories;
    private final boolean sourcesRun;
    /** Rows of a pool per row of the source; not a number where not known yet. */
    private final Map<String, Double> visits = new HashMap<>();

    private Needs(Observation observation, Map<String, PoolMemory> memories) {
        this.observation = observation;
        this.memories = memories;
        this.sourcesRun = observation.pools().stream().anyMatch(pool -> pool.isSource() && !pool.isFinished());
    }

    /** One need per pool, in their order. */
    static List<Need> of(Observation observation, Map<String, PoolMemory> memories) {
        Needs needs = new Needs(observation, memories);
        List<Need> all = new ArrayList<>();
        for (PoolObservation pool : observation.pools()) {
            needs.visits.put(pool.name(), needs.visitsOf(pool));
            all.add(needs.need(pool));
        }
        return all;
    }

    /** Of several sources only those count that still run, as they decide what flows from now on. */
    private double visitsOf(PoolObservation pool) {
        if (pool.isSource()) {
            return pool.isFinished() && sourcesRun ? 0 : 1;
        }
        double sum = 0;
        for (String input : pool.inputs()) {
            double rows = visits.getOrDefault(input, Double.NaN);
            sum += rows == 0 ? 0 : rows * selectivity(input);
        }
        return sum;
    }

    private double selectivity(String pool) {
        RateEstimate estimate = memory(pool).estimate();
        return estimate.isMeasured() ? estimate.selectivity() : Double.NaN;
    }

    private Need need(PoolObservation pool) {
        int min = pool.limits().min();
        RateEstimate estimate = memory(pool.name()).estimate();
        if (pool.isFinished()) {
            return new Need(pool, estimate, Knowledge.FINISHED, 0, min, min);
        }
        double cost =
                estimate.isMeasured() ? visits.getOrDefault(pool.name(), Double.NaN) / estimate.rate() : Double.NaN;
        Knowledge knowledge = Double.isNaN(cost) ? Knowledge.UNKNOWN : Knowledge.MEASURED;
        if (isDormant(pool)) {
            return new Need(pool, estimate, knowledge, 0, 0, 0);
        }
        int floor = Math.max(1, min);
        return new Need(pool, estimate, knowledge, Double.isNaN(cost) ? 0 : cost, floor, Math.max(floor, most(pool)));
    }

    /**
     * A pool that may be empty is so until its first row, and again when none has come for long. A source has
     * rows as long as there are more to come.
     */
    private boolean isDormant(PoolObservation pool) {
        boolean idle = (observation.nowNanos() - memory(pool.name()).activeNanos()) / 1e9 >= IDLE_SECONDS;
        return pool.limits().min() == 0 && !pool.isSource() && !pool.hasRows() && (pool.present() == 0 || idle);
    }

    private int most(PoolObservation pool) {
        PoolLimits limits = pool.limits();
        int most = Math.min(limits.max(), memory(pool.name()).ceiling().at(observation.nowNanos()));
        Capacity capacity = observation.capacity();
        if (capacity.sharing() == Sharing.TIME && limits.cpusPerActor() > 0) {
            most = (int) Math.min(most, Math.ceil(capacity.cores() / limits.cpusPerActor()));
        }
        return most;
    }

    private PoolMemory memory(String pool) {
        PoolMemory memory = memories.get(pool);
        if (memory == null) {
            throw new IllegalArgumentException(
                    "Cannot scale pools: each must come after its inputs but '" + pool + "' is missing");
        }
        return memory;
    }
}
