// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import io.pelton.actor.autoscale.Need.Knowledge;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides how many actors each pool of a pipeline should have.
 *
 * <h2>Why not by utilisation</h2>
 *
 * <p>The usual rule adds an actor to a pool that is busy and takes one from a pool that is idle, one at a
 * time. It is slow, as each step waits for a model to load before the next is justified, and it is blind: in a
 * pipeline with back pressure everything before the slowest pool looks idle (it waits for room) and everything
 * after it looks idle too (it waits for rows), so sizes wander while the bottleneck moves from pool to pool.
 *
 * <h2>What is done instead</h2>
 *
 * <p>Kalavri, Liagouris, Hoffmann, Dimitrova, Forshaw and Roscoe, "Three steps is all you need: fast, accurate,
 * automatic scaling decisions for distributed streaming dataflows" (DS2, OSDI 2018): measure what an actor
 * <i>could</i> do, not what it does. The <i>true rate</i> of a pool's actor is its rows per <b>busy</b> second, free of
 * waiting for input, output or other pools. With the rows that reach a pool per row of the source (the product of
 * the selectivities before it), every pool's need for any pipeline rate follows by one division, so all
 * pools are sized in one step from one measurement, however far from balance they are.
 *
 * <p>DS2 is given the rate of its source. A batch job has no such rate: it wants to be done. So the rate
 * is solved for too: the highest at which all pools together fit the {@link Capacity} ({@link Solver}). Cores that
 * the actors of one machine share in time are counted by use, so a reader that is busy for a tenth of
 * the time takes a tenth of a core from the model, and a pool may be as large as the core count while readers and
 * writers run beside it. Resources that are reserved are counted by whole actors.
 *
 * <h2>What keeps it calm</h2>
 *
 * <ul>
 *   <li>Rates are averages over most of a minute that forget at once when the work changes ({@link RateEstimate}).
 *   <li>A dead band: nothing grows unless the pipeline's rate can rise by 5 % or more; nothing shrinks
 *       unless it has 20 % more than it needs, or others need what it holds.
 *   <li>Actors that are being started count as present: no second order while the first is under way.
 *   <li>Drain before release: what a leaving actor holds is not given away before it is gone.
 *   <li>A step of promise is watched ({@link Trial}): if ten seconds with all new actors there, or up to a minute where
 *       tasks take long, show less than a seventh of the promised gain, they were no help (memory bandwidth, a lock,
 *       a slow store), and the pools go back to what they had, for a minute at first ({@link Ceiling}).
 * </ul>
 *
 * <h2>How it begins</h2>
 *
 * <p>Pools start with their minimum, or one; a pool with {@code min = 0} has none before its first row, and gets one
 * at once then. While some pool has not handled a row, no step over all pools is possible. But a pool whose
 * queue is waiting while its results flow is short of actors whatever the others will turn out to cost, so
 * it gets one more at a time while there are idle cores, the first even before its own first result: such
 * a step is cheap where actors share a model, and a long first batch is not waited for.
 *
 * <p><b>Purity.</b> No clock, thread or randomness inside: the same state and observation give the same decision.
 * Instances have no state; any thread may use them. Call it as often as is convenient, such as once a second
 * and when a pool has its first result.
 */
public final class Autoscaler {
    /** The gain in the pipeline's rate that is worth a step. */
    private static final double WORTH = 1.05;
    /** A pool that needs less than this part of its actors has a surplus. */
    private static final double SURPLUS = 0.8;
    /** How full a pool is made that gives up its surplus. */
    private static final double FULL = 0.9;
    /** Cores by which the first extra actor may overdraw what seems idle. */
    private static final double OVERDRAFT = 0.25;

    /** The next targets, given what was remembered and what is seen. */
    public Decision decide(AutoscalerState state, Observation observation) {
        Map<String, PoolMemory> memories = remember(state, observation);
        Trial trial = judge(state.trial, observation, memories);
        List<Need> needs = Needs.of(observation, memories);
        Solver solver = new Solver(observation.capacity(), needs);
        int[] present = needs.stream().mapToInt(Need::present).toArray();
        boolean measured = needs.stream().noneMatch(need -> need.is(Knowledge.UNKNOWN));
        int[] wanted =
                measured ? step(solver, needs, present) : explore(solver, needs, present, observation.capacity());
        int[] targets = withinRoom(observation.capacity(), needs, wanted);
        Trial watched = measured ? watch(trial, solver, needs, present, targets) : trial;
        return decision(new AutoscalerState(memories, watched), solver, needs, wanted, targets);
    }

    private static Map<String, PoolMemory> remember(AutoscalerState state, Observation observation) {
        Map<String, PoolMemory> memories = new HashMap<>();
        for (PoolObservation pool : observation.pools()) {
            PoolMemory before = state.pools.get(pool.name());
            long now = observation.nowNanos();
            memories.put(pool.name(), before == null ? PoolMemory.first(pool, now) : before.next(pool, now));
        }
        return memories;
    }

    /** Moves the trial on: what is left of it. If it failed, the pools it raised get ceilings. */
    private static @Nullable Trial judge(
            @Nullable Trial trial, Observation observation, Map<String, PoolMemory> memories) {
        if (trial == null) {
            return null;
        }
        long now = observation.nowNanos();
        boolean starting = false;
        double unfinished = 0;
        for (PoolObservation pool : observation.pools()) {
            if (pool.name().equals(trial.pool())) {
                if (pool.input() == PoolObservation.Input.EXHAUSTED) {
                    return null; // running dry tells nothing
                }
                unfinished = pool.rowsAtWork();
            }
            Trial.Raise raise = trial.raised().get(pool.name());
            starting |= raise != null && !raise.isDone(pool);
        }
        PoolMemory memory = memories.get(trial.pool());
        if (memory == null) {
            return null;
        }
        double rows = memory.estimate().seen().rowsIn();
        if (!trial.settled()) {
            return starting ? trial : trial.settled(now, rows, memory.estimate().flow());
        }
        if (!trial.isOver(now, rows, unfinished)) {
            return trial;
        }
        if (!trial.helped(now, rows, unfinished)) {
            trial.raised()
                    .forEach((pool, raise) -> memories.computeIfPresent(
                            pool, (name, its) -> its.with(its.ceiling().again(raise.from(), now))));
        }
        return null;
    }

    /** All pools in one step, if that is worth it; otherwise only what is too much goes. */
    private static int[] step(Solver solver, List<Need> needs, int[] present) {
        int[] best = solver.best();
        if (solver.fits(present) && solver.rate(best) < solver.rate(present) * WORTH) {
            return trimmed(needs, present, solver.rate(present));
        }
        int[] kept = trimmed(needs, present, solver.rate(best));
        for (int i = 0; i < best.length; i++) {
            kept[i] = Math.max(kept[i], best[i]);
        }
        return solver.fits(kept) ? kept : best;
    }

    /** Sizes without the surplus that no pool needs at a rate. */
    private static int[] trimmed(List<Need> needs, int[] present, double rate) {
        int[] trimmed = present.clone();
        for (int i = 0; i < trimmed.length; i++) {
            Need need = needs.get(i);
            double needed = Double.isInfinite(rate) ? trimmed[i] : need.actorsAt(rate);
            if (need.is(Knowledge.MEASURED) && needed < SURPLUS * trimmed[i]) {
                trimmed[i] = Math.min(trimmed[i], Math.max(need.floor(), (int) Math.ceil(needed / FULL)));
            }
        }
        return trimmed;
    }

    /** While not everything is measured: one more actor where rows wait and results flow. */
    private static int[] explore(Solver solver, List<Need> needs, int[] present, Capacity capacity) {
        int[] wanted = present.clone();
        double idleCores = capacity.cores() - load(needs);
        for (int i = 0; i < wanted.length; i++) {
            Need need = needs.get(i);
            PoolObservation pool = need.pool();
            boolean worth = need.is(Knowledge.MEASURED)
                    ? solver.canGrow(present, i)
                    : pool.running() == need.floor()
                            && need.floor() < need.ceiling()
                            && idleCores + OVERDRAFT >= need.cpus();
            if (worth && isShort(pool)) {
                wanted[i]++;
                return solver.fits(wanted) ? wanted : present;
            }
        }
        return wanted;
    }

    private static boolean isShort(PoolObservation pool) {
        return !pool.isSource()
                && pool.queuedRows() > 0
                && pool.running() > 0
                && pool.pending() == 0
                && pool.output() == PoolObservation.Output.FLOWS;
    }

    /** Cores in use: as measured, or its actors' whole need while nothing is, unless they stand still. */
    private static double load(List<Need> needs) {
        double cores = 0;
        for (Need need : needs) {
            RateEstimate estimate = need.estimate();
            double unmeasured = need.pool().isAtWork() ? need.pool().running() : 0;
            double busy = estimate.isMeasured() ? estimate.flow() / estimate.rate() : unmeasured;
            cores += need.cpus() * Math.min(busy, need.pool().running());
        }
        return cores;
    }

    /** Cuts growth to what is free now, leaving actors' holdings not included; the slowest pools first. */
    private static int[] withinRoom(Capacity capacity, List<Need> needs, int[] wanted) {
        int[] granted = new int[wanted.length];
        int[] held = new int[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            Need need = needs.get(i);
            granted[i] = Math.min(wanted[i], Math.max(need.floor(), need.pool().present()));
            held[i] = Math.max(need.pool().present(), granted[i]) + need.pool().leaving();
        }
        int slowest;
        while ((slowest = slowestToGrow(capacity, needs, wanted, granted, held)) >= 0) {
            granted[slowest]++;
            held[slowest]++;
        }
        return granted;
    }

    private static int slowestToGrow(Capacity capacity, List<Need> needs, int[] wanted, int[] granted, int[] held) {
        Solver.Room room = Solver.Room.of(capacity, needs, held);
        int slowest = -1;
        for (int i = 0; i < granted.length; i++) {
            boolean slower = slowest < 0
                    || needs.get(i).rate(granted[i]) < needs.get(slowest).rate(granted[slowest]);
            if (granted[i] < wanted[i] && slower && room.bears(needs.get(i))) {
                slowest = i;
            }
        }
        return slowest;
    }

    /** The trial to go on with: a new one if this step promises much. */
    private static @Nullable Trial watch(
            @Nullable Trial trial, Solver solver, List<Need> needs, int[] present, int[] targets) {
        Map<String, Trial.Raise> raised = new HashMap<>();
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < targets.length; i++) {
            String name = needs.get(i).pool().name();
            byName.put(name, targets[i]);
            if (targets[i] > present[i]) {
                raised.put(name, new Trial.Raise(present[i], targets[i]));
            }
        }
        Trial left = trial == null ? null : trial.without(byName);
        int slowest = solver.slowest(present);
        if (raised.isEmpty() || slowest < 0) {
            return left;
        }
        if (left != null) {
            return left.joinedBy(raised);
        }
        Need limiting = needs.get(slowest);
        double flow = limiting.estimate().flow();
        double gain = solver.rate(targets) / solver.rate(present) - 1;
        boolean watchable = flow > 0 && gain >= Trial.WORTH_WATCHING;
        return watchable ? new Trial(raised, limiting.pool().name(), flow, gain) : null;
    }

    private static Decision decision(
            AutoscalerState state, Solver solver, List<Need> needs, int[] wanted, int[] targets) {
        Map<String, Integer> byName = new LinkedHashMap<>();
        for (int i = 0; i < targets.length; i++) {
            byName.put(needs.get(i).pool().name(), targets[i]);
        }
        int slowest = solver.slowest(targets);
        Optional<String> limiting = slowest < 0
                ? Optional.empty()
                : Optional.of(needs.get(slowest).pool().name());
        return new Decision(
                state, byName, limiting, solver.rate(targets), () -> Reasons.why(solver, needs, wanted, targets));
    }
}
