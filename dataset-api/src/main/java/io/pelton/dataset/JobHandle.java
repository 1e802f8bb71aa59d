// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import java.time.Duration;

/** A running job. Any thread may call. */
public interface JobHandle {
    /**
     * The job's identity: equal for two runs of one job, so that the second can resume the first. Empty until all of the
     * input is listed and the models are hashed.
     */
    String id();

    /** What the job does in a few words, such as {@code parquet a.parquet -> parquet out}. */
    String describe();

    /** The logical, optimised and physical plans, as text for people. */
    String explain();

    /** Asks the job to finish what can be committed soon and then to stop. Returns at once. */
    void stop();

    /**
     * Waits until the job has ended, well or not.
     *
     * @return whether it has ended in time
     */
    boolean awaitEnd(Duration atMost) throws InterruptedException;
}
