// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.JobListener;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobProgress;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.Source;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.plan.Planned;
import io.pelton.engine.schedule.SchedulerSettings;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs planned jobs in this process: opens their log, drives their loop, and tells listeners.
 *
 * <p><b>Threads.</b> Safe for all; a job that writes runs its loop on the caller's thread, one that is iterated on its own.
 */
public final class EmbeddedJobs {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedJobs.class);

    private final FileStore store;
    private final MachineLimits limits;
    private final Supplier<List<JobListener>> listeners;
    private final Supplier<String> ids;
    private final Supplier<Function<Source, ReadableSource>> sources;
    private final UnaryOperator<SchedulerSettings> settings;

    /**
     * Makes a runner of given parts.
     *
     * @param settings changes what schedulers are held to; the identity for the defaults
     */
    public EmbeddedJobs(
            FileStore store,
            MachineLimits limits,
            Supplier<List<JobListener>> listeners,
            Supplier<String> ids,
            Supplier<Function<Source, ReadableSource>> sources,
            UnaryOperator<SchedulerSettings> settings) {
        this.store = store;
        this.limits = limits;
        this.listeners = listeners;
        this.ids = ids;
        this.sources = sources;
        this.settings = settings;
    }

    private JobSpec spec(Planned planned, JobOptions options) {
        limits.check(options);
        Map<Source, ReadableSource> opened = new IdentityHashMap<>();
        Function<Source, ReadableSource> ofJob = sources.get();
        InputCatalog catalog =
                new InputCatalog(planned.graph().stages(), (Scan scan) -> opened.computeIfAbsent(scan.source(), ofJob));
        return new JobSpec(
                planned,
                options,
                limits,
                catalog,
                store,
                ids,
                planned.cores(),
                settings.apply(SchedulerSettings.of(
                        options.memoryBytes().orElse(limits.defaultBudgetBytes()), planned.cores())),
                PATIENCE);
    }

    /** Runs a job that writes, to its end. */
    public JobResult run(Planned planned, JobOptions options) {
        RunningJob job = new RunningJob(planned);
        WritingJob writing = new WritingJob(spec(planned, options), job);
        List<JobListener> heard = listeners.get();
        try {
            heard.forEach(l -> l.started(job));
            JobResult result = writing.run(progress -> {
                if (!heard.isEmpty()) {
                    JobProgress now = progress.get();
                    tell(heard, l -> l.progress(job, now));
                }
            });
            tell(heard, l -> l.succeeded(job, result));
            return result;
        } catch (RuntimeException | Error e) {
            tell(heard, l -> l.failed(job, e));
            throw e;
        } finally {
            job.ended();
        }
    }

    /** Once a job has started, a listener that throws is no reason to lose it. */
    private static void tell(List<JobListener> heard, Consumer<JobListener> call) {
        for (JobListener listener : heard) {
            try {
                call.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("Listener {} failed", listener.getClass().getName(), e);
            }
        }
    }

    /** Starts a job whose rows the caller takes. */
    public BatchStream iterate(Planned planned, JobOptions options) {
        JobSpec spec = spec(planned, options);
        Iteration iteration = new Iteration(spec);
        iteration.start();
        return iteration.stream;
    }

    /** A job that runs on a thread of its own until its rows are taken or its stream is closed. */
    private static final class Iteration {
        private static final long END_NANOS = 60_000_000_000L;

        private final JobRun run;
        private final ConsumerStream stream;
        private final Thread thread;

        Iteration(JobSpec spec) {
            this.stream = new ConsumerStream(spec.planned().graph().root().outputSchema(), this::stop);
            this.run = JobRun.iterating(spec, stream);
            this.thread = new Thread(this::loop, "pelton-job");
            this.thread.setDaemon(true);
        }

        void start() {
            thread.start();
        }

        private void loop() {
            Throwable failure;
            try {
                failure = run.loop(r -> {}).failure();
            } catch (Throwable t) {
                failure = t;
            }
            if (!run.leftBehind().isEmpty()) {
                LOG.warn("A run whose rows were taken has ended. {}", run.leftBehind());
            }
            stream.end(failure);
        }

        private void stop() {
            run.abort(new CancellationException("the stream was closed"));
            joined();
            if (!thread.isAlive()) {
                run.allocators().close();
            }
        }

        /** Waits for the loop; an interrupt is kept for later, since the memory must not be freed under a running job. */
        private void joined() {
            boolean interrupted = false;
            long until = System.nanoTime() + END_NANOS;
            while (thread.isAlive() && System.nanoTime() < until) {
                try {
                    thread.join(1 + (until - System.nanoTime()) / 1_000_000);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
