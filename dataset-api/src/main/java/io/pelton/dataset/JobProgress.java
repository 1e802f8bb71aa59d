// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Where a job is, at one moment.
 *
 * @param elapsed since the job started
 * @param stages from the sources to the sink
 * @param splitsDone splits committed, those of earlier runs included
 * @param inputFraction the part of the input that is committed, from 0 to 1, as far as its size is known
 * @param bytesInFlight accounted bytes of all edges
 * @param bytesBudget the budget that they are held to
 */
public record JobProgress(
        Duration elapsed,
        List<Stage> stages,
        long splitsDone,
        OptionalDouble inputFraction,
        long bytesInFlight,
        long bytesBudget) {
    public JobProgress {
        stages = List.copyOf(stages);
    }

    /**
     * Where one stage is.
     *
     * @param id its number in the plan
     * @param name what it does
     * @param rowsIn rows taken, or read for a source
     * @param rowsOut rows given, or written for a sink
     * @param bytesOut accounted bytes given
     * @param busySeconds the sum over actors of the time they worked
     * @param actors those running now
     * @param actorsPending those starting
     * @param queuedBytes bytes that wait for this stage
     * @param limiting whether this stage limits the pipeline now
     * @param held whether this stage keeps its rows until all of the input is listed: nothing is written before that where
     *     no earlier run has left a log
     */
    public record Stage(
            int id,
            String name,
            long rowsIn,
            long rowsOut,
            long bytesOut,
            double busySeconds,
            int actors,
            int actorsPending,
            long queuedBytes,
            boolean limiting,
            boolean held) {}
}
