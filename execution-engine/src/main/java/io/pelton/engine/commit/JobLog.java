// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import java.io.IOException;
import java.util.List;

/**
 * The record of what a job has committed. One coordinator writes at a time: who opens the log later fences who opened it
 * earlier.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
public interface JobLog extends AutoCloseable {
    /** The job's id, equal over all its runs. */
    String jobId();

    /** Which run of the log this is, from 1; no two runs that may write have the same. */
    long epoch();

    /**
     * Where attempts write their files, each under a name that no other attempt has ever had: relative to the output
     * folder, without a slash at its end. What is not committed is removed after publishing.
     */
    String stagingFolder();

    /** Splits that earlier runs committed, in the order of their rows. */
    List<CommittedSplit> committed();

    /** Whether an earlier run has published everything, so that there is nothing left to do. */
    boolean published();

    /**
     * Adds splits, durably and all or none. Of several attempts at the same rows the first wins; later ones are passed
     * over.
     *
     * @throws io.pelton.dataset.PeltonException if another coordinator has taken the job over
     */
    void commit(List<CommittedSplit> splits) throws IOException;

    /**
     * Makes the whole output visible to plain readers, after every row of the input is committed. May be repeated after
     * a crash at any point.
     *
     * @return every file of the output, by name
     */
    List<OutputFile> publish() throws IOException;

    @Override
    void close() throws IOException;
}
