// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.dataset.JobHandle;
import io.pelton.dataset.JobListener;
import io.pelton.dataset.JobProgress;
import io.pelton.dataset.JobResult;

/**
 * What the engine finds by {@link java.util.ServiceLoader}: hands every call on to the listener that the running command
 * has installed. Service loading makes listeners without arguments, so this field is the one piece of process-wide
 * state of the launcher; without a command, as when the launcher is a library of another program, nothing is shown.
 */
public final class LauncherJobListener implements JobListener {
    private static volatile JobListener installed = new JobListener() {};

    /** Makes {@code listener} hear of all jobs of this process from now on. */
    public static void install(JobListener listener) {
        installed = listener;
    }

    @Override
    public void started(JobHandle job) {
        installed.started(job);
    }

    @Override
    public void progress(JobHandle job, JobProgress progress) {
        installed.progress(job, progress);
    }

    @Override
    public void succeeded(JobHandle job, JobResult result) {
        installed.succeeded(job, result);
    }

    @Override
    public void failed(JobHandle job, Throwable cause) {
        installed.failed(job, cause);
    }
}
