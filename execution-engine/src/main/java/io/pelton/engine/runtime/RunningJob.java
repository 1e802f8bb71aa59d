// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.JobHandle;
import io.pelton.engine.plan.Planned;
import io.pelton.engine.plan.Planner;
import io.pelton.engine.plan.Stage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The handle of a job; it may be asked to stop before its loop runs. */
final class RunningJob implements JobHandle {
    private final Planned planned;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String id = "";
    private boolean stopped;
    private @Nullable JobRun run;

    RunningJob(Planned planned) {
        this.planned = planned;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String describe() {
        return describe(planned);
    }

    /** All of the input is listed, so that the job can be told from others. */
    void identified(String newId) {
        id = newId;
    }

    static String describe(Planned planned) {
        String from = planned.graph().stages().stream()
                .flatMap(s -> s.scan().stream())
                .map(s -> s.source().describe())
                .collect(Collectors.joining(" and "));
        Stage root = planned.graph().root();
        return from + root.sink().map(s -> " -> " + s.describe()).orElse("");
    }

    @Override
    public String explain() {
        return Planner.explain(planned);
    }

    synchronized void runs(JobRun newRun) {
        run = newRun;
        if (stopped) {
            newRun.stop();
        }
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        if (run != null) {
            run.stop();
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    void ended() {
        ended.countDown();
    }

    @Override
    public boolean awaitEnd(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }
}
