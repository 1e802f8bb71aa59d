// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

/**
 * Hears of the jobs of this process; found by {@link java.util.ServiceLoader}, once for each class loader. Calls come from
 * one engine thread per job and must return soon.
 */
public interface JobListener {
    /** A job is about to start; what this throws is thrown to whoever runs the job, which then does not start. */
    default void started(JobHandle job) {}

    /** About four times a second while a job runs, and once at its end. */
    default void progress(JobHandle job, JobProgress progress) {}

    /** A job ended well; nothing of it follows. */
    default void succeeded(JobHandle job, JobResult result) {}

    /** A job failed or was stopped; nothing of it follows. */
    default void failed(JobHandle job, Throwable cause) {}
}
