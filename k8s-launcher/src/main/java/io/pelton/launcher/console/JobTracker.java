// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.JobHandle;
import io.pelton.dataset.JobListener;
import io.pelton.dataset.JobProgress;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.PeltonException;
import io.pelton.launcher.profile.RunProfile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Follows the jobs of this process: shows where they are, says how each ended, and can ask all of them to stop. Any
 * thread may call.
 */
public final class JobTracker implements JobListener {
    private final Display display;
    private final Look look;
    private final @Nullable PrintStream json;
    private final ToIntFunction<Throwable> exitCode;
    private final Function<String, Optional<RunProfile>> profiles;
    private final Map<JobHandle, Following> running = new LinkedHashMap<>();
    private boolean stopping;
    private boolean cutShort;
    private boolean toldFailure;

    /** One job and what its progress is computed from. */
    private static final class Following {
        private final Rates rates = new Rates();
        private final Eta eta = new Eta();
        private @Nullable JobView view;

        private void update(JobHandle job, JobProgress progress, boolean stopping) {
            view = new JobView(job.describe(), progress, rates.update(progress), eta.update(progress), stopping);
        }
    }

    /**
     * Creates a tracker.
     *
     * @param json where to print one object for each job; null to print summaries for people instead
     * @param exitCode the exit code that a failure leads to
     * @param profiles where the time of the job of an identity went, if that was recorded
     */
    JobTracker(
            Display display,
            Look look,
            @Nullable PrintStream json,
            ToIntFunction<Throwable> exitCode,
            Function<String, Optional<RunProfile>> profiles) {
        this.display = display;
        this.look = look;
        this.json = json;
        this.exitCode = exitCode;
        this.profiles = profiles;
    }

    @Override
    public synchronized void started(JobHandle job) {
        if (stopping) {
            cutShort = true;
            throw PeltonException.user(
                    "Cannot start " + job.describe() + ": the process was asked to stop. Run the same command again.");
        }
        running.put(job, new Following());
    }

    @Override
    public synchronized void progress(JobHandle job, JobProgress progress) {
        Following following = running.get(job);
        if (following == null) {
            return;
        }
        following.update(job, progress, stopping);
        List<JobView> views = new ArrayList<>();
        running.values().forEach(f -> Optional.ofNullable(f.view).ifPresent(views::add));
        display.progress(views);
    }

    @Override
    public synchronized void succeeded(JobHandle job, JobResult result) {
        running.remove(job);
        long peak = ProcessMemory.peakResidentBytes();
        Optional<RunProfile> profile = profile(job);
        if (json != null) {
            display.clear();
            json.println(JobJson.succeeded(job.describe(), result, peak, profile));
        } else {
            display.print(SummaryLines.of(job.describe(), result, peak, look));
            profile.ifPresent(run -> display.print(ProfileLines.of(run, look)));
        }
    }

    /** A profile that cannot be had is no reason to lose the job's summary. */
    private Optional<RunProfile> profile(JobHandle job) {
        try {
            return profiles.apply(job.id());
        } catch (PeltonException e) {
            display.print(ErrorLines.of(e, false, look));
            return Optional.empty();
        }
    }

    @Override
    public synchronized void failed(JobHandle job, Throwable cause) {
        running.remove(job);
        // A job that was stopped fails with a kind that says: run it again. Any other failure is one of its own.
        boolean stopped = stopping && PeltonException.kindOf(cause) == ErrorKind.TRANSIENT;
        cutShort |= stopped;
        display.clear();
        if (json != null) {
            toldFailure = true;
            json.println(JobJson.ended(
                    stopped ? "stopped" : "failed",
                    stopped ? 130 : exitCode.applyAsInt(cause),
                    Optional.of(job.id()).filter(id -> !id.isEmpty()),
                    Optional.of(job.describe()),
                    stopped ? Optional.empty() : Optional.of(cause)));
        }
    }

    /** Says that the program failed, with the lines of {@link ErrorLines} or as JSON if no job has said so already. */
    public synchronized void programFailed(Throwable cause, boolean stackTrace) {
        display.print(ErrorLines.of(cause, stackTrace, look));
        if (json != null && !toldFailure) {
            json.println(JobJson.ended(
                    "failed", exitCode.applyAsInt(cause), Optional.empty(), Optional.empty(), Optional.of(cause)));
        }
    }

    /** The recording is whole: tells where it is, and where the time of runs went of which that was not said yet. */
    public void profiled(List<RunProfile> runs, Path file) {
        for (RunProfile run : runs) {
            display.print(List.of(look.bold(run.description())));
            display.print(ProfileLines.of(run, look));
        }
        display.print(List.of("Profile: " + file + " (open it with JDK Mission Control or the jfr command)"));
    }

    /** Prints lines for people. */
    public void print(List<String> lines) {
        display.print(lines);
    }

    /** Whether a job runs now. */
    public synchronized boolean anyRunning() {
        return !running.isEmpty();
    }

    /** Asks every running job to stop, and lets no other start. */
    public void stopAll() {
        List<JobHandle> jobs;
        synchronized (this) {
            stopping = true;
            jobs = List.copyOf(running.keySet());
        }
        jobs.forEach(JobHandle::stop);
    }

    /**
     * Waits until no job runs.
     *
     * @return whether they have ended in time
     */
    public boolean awaitEnd(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        List<JobHandle> jobs;
        synchronized (this) {
            jobs = List.copyOf(running.keySet());
        }
        boolean ended = true;
        for (JobHandle job : jobs) {
            ended &= job.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        return ended;
    }

    /** Whether jobs were asked to stop. */
    public synchronized boolean stopping() {
        return stopping;
    }

    /** Whether a job ended early, or could not start, because of {@link #stopAll}. */
    public synchronized boolean cutShort() {
        return cutShort;
    }

    /** Takes progress off the screen. */
    public void clear() {
        display.clear();
    }
}
