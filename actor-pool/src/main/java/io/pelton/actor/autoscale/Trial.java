// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step that has been taken and has to show that it helped. Further steps during the trial join it without
 * moving its date, so that a row of small ones cannot put off the judgement for ever.
 *
 * @param raised by pool: what it was raised from and to
 * @param pool the pool that limited the pipeline before, whose rows are counted
 * @param flowBefore its rows a second before
 * @param gain what the step promised, such as 0.5 for half as much again
 * @param settled whether the new actors are all there
 * @param settledNanos since when; meaningless before
 * @param rowsThen rows the pool had handled then
 */
record Trial(
        Map<String, Raise> raised,
        String pool,
        double flowBefore,
        double gain,
        boolean settled,
        long settledNanos,
        double rowsThen) {
    /** Smaller promises are lost in the noise. */
    static final double WORTH_WATCHING = 0.10;
    /** The part of the promise that has to be kept. */
    private static final double KEPT = 0.15;

    private static final double WATCH_SECONDS = 10;
    /** For so long at most the watch goes on while what is unfinished could hide the gain. */
    private static final double MAX_WATCH_SECONDS = 60;
    /** Unfinished rows that do not hide it, as a part of those that were handled. */
    private static final double UNFINISHED = 0.1;

    /** One pool's part in a step. */
    record Raise(int from, int to) {
        /** Whether the actors are there, or are no longer wanted. */
        boolean isDone(PoolObservation pool) {
            return pool.running() >= Math.min(to, pool.present());
        }
    }

    Trial(Map<String, Raise> raised, String pool, double flowBefore, double gain) {
        this(Map.copyOf(raised), pool, flowBefore, gain, false, 0, 0);
    }

    /** The new actors are there. If the flow has fallen meanwhile, without them, that is what they are held against. */
    Trial settled(long nowNanos, double rows, double flow) {
        return new Trial(raised, pool, Math.min(flowBefore, flow), gain, true, nowNanos, rows);
    }

    /** This trial, with the pools of a further step. Those it has already keep what they started from. */
    Trial joinedBy(Map<String, Raise> more) {
        Map<String, Raise> all = new HashMap<>(more);
        all.putAll(raised);
        return new Trial(Map.copyOf(all), pool, flowBefore, gain, settled, settledNanos, rowsThen);
    }

    /** What is left of it when pools get these targets: a step that is taken back cannot show anything. */
    @Nullable
    Trial without(Map<String, Integer> targets) {
        Map<String, Raise> left = new HashMap<>(raised);
        left.entrySet()
                .removeIf(raise -> targets.getOrDefault(raise.getKey(), 0)
                        <= raise.getValue().from());
        return left.isEmpty()
                ? null
                : new Trial(Map.copyOf(left), pool, flowBefore, gain, settled, settledNanos, rowsThen);
    }

    /**
     * Whether it can be judged: of tasks that take seconds only few end during a watch, and by chance.
     *
     * @param rows that the pool has handled
     * @param unfinished rows that its actors work on or have before them
     */
    boolean isOver(long nowNanos, double rows, double unfinished) {
        double seconds = (nowNanos - settledNanos) / 1e9;
        boolean clear = unfinished <= UNFINISHED * (rows - rowsThen);
        return settled && (seconds >= MAX_WATCH_SECONDS || (clear && seconds >= WATCH_SECONDS));
    }

    /** Whether it showed enough of what it promised, if all that is unfinished is as good as done. */
    boolean helped(long nowNanos, double rows, double unfinished) {
        double flow = (rows + unfinished - rowsThen) / ((nowNanos - settledNanos) / 1e9);
        return flow >= flowBefore * (1 + KEPT * gain);
    }
}
