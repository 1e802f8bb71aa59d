// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is seen of one pool at one moment. Counts are totals since the pool was made, so a lost observation
 * costs nothing.
 *
 * @param name unique in the pipeline
 * @param inputs names of the pools whose rows it gets; none for a source
 * @param limits what it may have
 * @param running actors that take messages
 * @param pending actors that are being started
 * @param leaving actors that finish their last messages
 * @param rowsIn rows handled so far
 * @param rowsOut rows that came of them
 * @param busyNanos time actors have spent on them, without waiting; summed over actors
 * @param queuedRows rows that wait for an actor
 * @param rowsAtWork rows that an actor has, on its desk or in its mailbox
 * @param input whether more rows will come than those
 * @param output whether its rows can go on; if they cannot, what is queued is no reason for more actors
 */
public record PoolObservation(
        String name,
        List<String> inputs,
        PoolLimits limits,
        int running,
        int pending,
        int leaving,
        long rowsIn,
        long rowsOut,
        long busyNanos,
        long queuedRows,
        long rowsAtWork,
        Input input,
        Output output) {
    /** What is to come. */
    public enum Input {
        MORE_TO_COME,
        EXHAUSTED
    }

    /** What becomes of the results. */
    public enum Output {
        FLOWS,
        BLOCKED
    }

    public PoolObservation {
        requireNonNull(name, "name");
        inputs = List.copyOf(inputs);
        requireNonNull(limits, "limits");
        requireNonNull(input, "input");
        requireNonNull(output, "output");
    }

    /** Actors that are there or about to be. */
    public int present() {
        return running + pending;
    }

    boolean hasRows() {
        return queuedRows > 0 || rowsAtWork > 0;
    }

    /** Whether its actors have something to do, or will at once. */
    boolean isAtWork() {
        return rowsAtWork > 0 || (queuedRows > 0 && output == Output.FLOWS);
    }

    boolean isFinished() {
        return input == Input.EXHAUSTED && !hasRows();
    }

    boolean isSource() {
        return inputs.isEmpty();
    }
}
