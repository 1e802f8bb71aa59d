// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Compute.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Which operators run one after the other in the same actors. What one gives then reaches the next while it is in the cache
 * of the core that made it, and is held by no exchange.
 *
 * <p>Operators share a pool only where that loses nothing. Pools of their own let one compute while another waits, keep an
 * operator that may have few actors from holding up the others, and give each batches of its size. So each must only
 * compute, with an actor for every core; nothing that the user said of one pool may set it apart from the other; and the
 * sizes of batches must be near each other, as all get the smallest. Between them the number of rows stays the same, or the
 * second would get batches of other sizes.
 */
final class SharedPool {
    /** How many times as large the batches may be that one operator would like. */
    private static final int MOST_TIMES = 4;

    private SharedPool() {}

    /** Whether an operator may join those of a stage, as its next step. */
    static boolean admits(List<PhysicalOp> steps, ApplyOp next, int cores) {
        List<ApplyOp> operators = operators(steps);
        if (operators.isEmpty() || !(steps.get(0) instanceof ApplyOp)) {
            return false;
        }
        operators.add(next);
        Compute first = operators.get(0).asked();
        return steps.stream().allMatch(PhysicalOp::keepsRows)
                && operators.stream().allMatch(op -> fillsTheMachine(op, cores))
                && operators.stream()
                        .map(ApplyOp::asked)
                        .allMatch(c -> c.inFlight() == first.inFlight() && c.batchRows() == first.batchRows())
                && nearInSize(operators);
    }

    /**
     * Whether an operator may join the steps of those that read. What it waits for is what they wait for, so it loses nothing
     * if it costs no more than reading does: with a pool of its own, most of the work would be to hand rows over. User code
     * on rows may do anything, so it shares with none.
     *
     * @param mostRows the rows that are read at a time: no batch of an asked size may be larger
     */
    static boolean admitsToReader(List<PhysicalOp> steps, ApplyOp next, int cores, int mostRows) {
        Compute asked = next.asked();
        return fillsTheMachine(next, cores)
                && next.operator().light()
                && next.operator().cutsBatches()
                && asked.inFlight() == Compute.tasks(1).inFlight()
                && asked.batchRows() <= mostRows
                && operators(steps).stream().allMatch(op -> op.asked().batchRows() == asked.batchRows())
                && steps.stream()
                        .allMatch(step ->
                                step instanceof ProjectOp || step instanceof FilterOp || step instanceof ApplyOp);
    }

    /** The operators among the steps of a stage. */
    static List<ApplyOp> operators(List<PhysicalOp> steps) {
        List<ApplyOp> operators = new ArrayList<>();
        for (PhysicalOp step : steps) {
            if (step instanceof ApplyOp) {
                operators.add((ApplyOp) step);
            }
        }
        return operators;
    }

    private static boolean fillsTheMachine(ApplyOp op, int cores) {
        Compute asked = op.asked();
        return op.operator().cpuBound()
                && asked.cpus() == 1
                && asked.maxActors() >= cores
                // Where memory is said to count it may allow fewer actors, and to one operator fewer than to the other.
                && asked.memoryBytes() == 0;
    }

    private static boolean nearInSize(List<ApplyOp> operators) {
        int most = operators.stream().mapToInt(ApplyOp::wishedRows).max().orElse(0);
        return most <= (long) MOST_TIMES * batchRows(operators, most);
    }

    /** The rows in a batch of a stage with these operators: the fewest that any would like, or else so many. */
    static int batchRows(List<ApplyOp> operators, int otherwise) {
        return operators.stream()
                .mapToInt(ApplyOp::wishedRows)
                .filter(rows -> rows > 0)
                .min()
                .orElse(otherwise);
    }

    /** What was asked for a stage: the pool of its operator, or what the pools of several have in common. */
    static Compute asked(List<ApplyOp> operators) {
        Compute asked = operators.get(0).asked();
        for (ApplyOp op : operators) {
            Compute other = op.asked();
            asked = new Compute(
                    other.kind() == Kind.ACTORS ? Kind.ACTORS : asked.kind(),
                    Math.max(asked.minActors(), other.minActors()),
                    Math.min(asked.maxActors(), other.maxActors()),
                    asked.cpus(),
                    asked.inFlight(),
                    asked.memoryBytes(),
                    asked.batchRows());
        }
        return asked;
    }
}
