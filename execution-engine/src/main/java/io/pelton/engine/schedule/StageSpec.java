// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the scheduler needs to know of a stage.
 *
 * @param id its place in the plan; every stage stands before its downstream
 * @param role what it does with rows
 * @param downstream the stage that takes its rows; empty for the last
 * @param batchRows the rows of a batch, the least that a task takes while more are to come
 * @param sizeAsked whether the user asked for batches of so many rows, so that only the last of a split may have fewer
 * @param maxTaskRows the most rows of one task, which is several batches where these take so little time that handing
 *     each over alone would cost more
 * @param minActors the actors that stay while there is nothing to do
 * @param maxActors the most actors
 * @param cpus the cores that one busy actor takes
 * @param inFlightPerActor the tasks that one actor may have
 * @param rowBytesHint about how many bytes one row of its output takes, before any was seen
 * @param pruned for a leaf: whether its reader may leave rows out, and so cannot number the rows inside a batch
 * @param inputLimit how many rows may enter it, in the order of the input
 */
public record StageSpec(
        int id,
        Role role,
        OptionalInt downstream,
        int batchRows,
        boolean sizeAsked,
        int maxTaskRows,
        int minActors,
        int maxActors,
        double cpus,
        int inFlightPerActor,
        long rowBytesHint,
        boolean pruned,
        OptionalLong inputLimit) {
    /** Where the rows of a stage come from and go to. */
    public enum Role {
        /** Reads the input. */
        LEAF,
        /** Takes rows of other stages and gives rows. */
        MIDDLE,
        /** Takes rows and writes them, in order within a split. */
        SINK,
        /** Hands rows, in the order of the input, to whoever iterates; it has no actors. */
        CONSUMER
    }
}
