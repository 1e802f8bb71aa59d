// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import java.util.List;
import java.util.Map;

/**
 * Shares out a capacity over the pools of a pipeline so that its rate is highest.
 *
 * <p>The rate of a pipeline is that of its slowest pool, so only one more actor there can raise it. Starting
 * from the floors, each step gives one actor to the pool that is slowest then, until that one cannot have
 * more. What any allocation with a higher rate needs, each pool had no more than when the steps stopped; so there is
 * none. The cost is one look at each pool per actor handed out.
 */
final class Solver {
    /** A pool within this factor of what the cores can carry is not given another actor. */
    private static final double CLOSE = 1.05;

    private final Capacity capacity;
    private final List<Need> needs;
    private final double sharedRate;

    Solver(Capacity capacity, List<Need> needs) {
        this.capacity = capacity;
        this.needs = needs;
        this.sharedRate = sharedRate();
    }

    /** The best allocation, in the order of the needs. */
    int[] best() {
        int[] actors = needs.stream().mapToInt(Need::floor).toArray();
        for (int slowest = slowest(actors); canGrow(actors, slowest); slowest = slowest(actors)) {
            actors[slowest]++;
        }
        dropIdle(actors);
        return actors;
    }

    /** Takes back what a pool got while it was as slow as the one that then could not grow. */
    private void dropIdle(int[] actors) {
        int slowest = slowest(actors);
        double rate = slowest < 0 ? 0 : needs.get(slowest).rate(actors[slowest]);
        for (int i = 0; i < actors.length; i++) {
            while (actors[i] > needs.get(i).floor() && needs.get(i).rate(actors[i] - 1) >= rate) {
                actors[i]--;
            }
        }
    }

    /** Source rows a second that an allocation can reach. */
    double rate(int[] actors) {
        int slowest = slowest(actors);
        return slowest < 0
                ? Double.POSITIVE_INFINITY
                : Math.min(sharedRate, needs.get(slowest).rate(actors[slowest]));
    }

    /** The pool that sets the rate, or -1 if none is known. */
    int slowest(int[] actors) {
        int slowest = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < actors.length; i++) {
            double rate = needs.get(i).rate(actors[i]);
            if (rate < least) {
                least = rate;
                slowest = i;
            }
        }
        return slowest;
    }

    /** Whether the reserved resources bear so many actors. */
    boolean fits(int[] actors) {
        return Room.of(capacity, needs, actors).isEnough();
    }

    /** Whether a pool may have one more. */
    boolean canGrow(int[] actors, int pool) {
        if (pool < 0 || actors[pool] >= needs.get(pool).ceiling()) {
            return false;
        }
        if (needs.get(pool).rate(actors[pool]) * CLOSE >= sharedRate) {
            return false;
        }
        return Room.of(capacity, needs, actors).bears(needs.get(pool));
    }

    /** The rate at which actors that share the cores in time use them up. */
    private double sharedRate() {
        if (capacity.sharing() == Capacity.Sharing.RESERVED) {
            return Double.POSITIVE_INFINITY;
        }
        double coreSecondsPerRow = needs.stream()
                .mapToDouble(need -> need.actorSecondsPerRow() * need.cpus())
                .sum();
        return coreSecondsPerRow > 0 ? capacity.cores() / coreSecondsPerRow : Double.POSITIVE_INFINITY;
    }

    /**
     * What is left of the resources that actors hold for their whole life. A pool that has no actor yet, or none at this
     * moment, has room set aside for one, as it must be able to begin.
     */
    record Room(double cores, Map<String, Double> others) {
        private static final double ROUNDING = 1e-9;

        static Room of(Capacity capacity, List<Need> needs, int[] actors) {
            boolean reserved = capacity.sharing() == Capacity.Sharing.RESERVED;
            double cores = reserved ? capacity.cores() : Double.POSITIVE_INFINITY;
            Map<String, Double> others = new java.util.HashMap<>(capacity.others());
            for (int i = 0; i < actors.length; i++) {
                int held = needs.get(i).is(Need.Knowledge.FINISHED) ? actors[i] : Math.max(1, actors[i]);
                cores -= reserved ? held * needs.get(i).cpus() : 0;
                needs.get(i)
                        .pool()
                        .limits()
                        .othersPerActor()
                        .forEach((name, each) -> others.merge(name, -held * each, Double::sum));
            }
            return new Room(cores, others);
        }

        boolean isEnough() {
            return cores >= -ROUNDING && others.values().stream().allMatch(left -> left >= -ROUNDING);
        }

        boolean bears(Need one) {
            return cores >= one.cpus() - ROUNDING
                    && one.pool().limits().othersPerActor().entrySet().stream()
                            .allMatch(entry -> others.getOrDefault(entry.getKey(), 0.0) >= entry.getValue() - ROUNDING);
        }
    }
}
