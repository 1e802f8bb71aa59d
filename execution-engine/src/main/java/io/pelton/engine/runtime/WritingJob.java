// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.JobProgress;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RetryableException;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.engine.commit.CommitLog;
import io.pelton.engine.commit.CommittedSplit;
import io.pelton.engine.commit.JobIdentity;
import io.pelton.engine.commit.JobLog;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.plan.Fingerprint;
import io.pelton.engine.schedule.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job that writes, from its log to its result.
 *
 * <p>Which job it is depends on all parts of its input. In a folder that has a log, they are listed first: what is
 * committed must not be read again. In a folder that has none nothing is committed, so reading begins at once, and the log
 * is opened when the listing has ended. If another run of the job has committed something meanwhile, what was read counts
 * for nothing, and the job goes on from the log.
 *
 * <p><b>Threads.</b> One; it becomes the loop's.
 */
final class WritingJob {
    private static final Logger LOG = LoggerFactory.getLogger(WritingJob.class);

    private final JobSpec spec;
    private final RunningJob job;
    private final ParquetSink sink;
    private final Fingerprint fingerprint;
    /** Set on the listing's thread, if the log is not opened before the run begins. */
    private volatile @Nullable JobLog log;

    /** Makes a job of which nothing is listed or read. */
    WritingJob(JobSpec spec, RunningJob job) {
        this.spec = spec;
        this.job = job;
        this.sink = (ParquetSink) spec.planned().graph().root().sink().orElseThrow();
        this.fingerprint = Fingerprint.of(spec.planned());
    }

    /**
     * Runs the job to its end.
     *
     * @param onTick told about four times a second, and at the end, where to ask how far it is
     */
    JobResult run(Consumer<Supplier<JobProgress>> onTick) {
        try {
            if (CommitLog.isIn(spec.store(), sink.path())) {
                listAll();
                openLog(() -> true);
                return goOn(onTick);
            }
            JobRun run = JobRun.writingAnew(spec, job::id, new LateLog());
            Outcome outcome = loop(run, onTick);
            return run.overtaken() ? goOn(onTick) : result(outcome, run);
        } catch (IOException e) {
            throw passing(e);
        } finally {
            close();
        }
    }

    private void listAll() {
        spec.catalog().listAll(() -> !job.isStopped() && !Thread.currentThread().isInterrupted());
        if (!spec.catalog().isWhole()) {
            throw stopped(0, "");
        }
    }

    private RetryableException passing(IOException e) {
        return new RetryableException(
                "Cannot run " + job.describe() + ": " + e.getMessage() + ". What was committed is kept; run it again.",
                e);
    }

    private void close() {
        JobLog opened = log;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                LOG.warn("The log of {} was not closed", job.describe(), e);
            }
        }
    }

    /** The log of a run that has begun without it. */
    private final class LateLog implements JobRun.LogOpener {
        /** The hash of a large model takes a while, and nothing needs it before. */
        @Override
        public void prepare() {
            fingerprint.sha256();
        }

        @Override
        public JobLog open(BooleanSupplier wanted) {
            try {
                return openLog(wanted);
            } catch (IOException e) {
                throw passing(e);
            }
        }
    }

    private JobLog openLog(BooleanSupplier wanted) throws IOException {
        JobIdentity identity = new JobIdentity(
                fingerprint.describe(), fingerprint.sha256(), spec.catalog().sourceParts());
        job.identified(identity.id());
        JobLog opened = CommitLog.open(
                spec.store(), sink.path(), identity, spec.options().existing(), spec.ids(), wanted);
        if (!wanted.getAsBoolean()) {
            opened.close();
            throw new CancellationException("the log was opened when its run had ended");
        }
        log = opened;
        LOG.info(
                "Job {} writes: {}, {} splits committed before",
                job.id(),
                job.describe(),
                opened.committed().size());
        return opened;
    }

    private JobLog log() {
        return requireNonNull(log, "the log is open");
    }

    /** Runs what earlier runs have left, if anything. */
    private JobResult goOn(Consumer<Supplier<JobProgress>> onTick) throws IOException {
        if (log().published()) {
            return finishedEarlier(log().publish());
        }
        JobRun run = JobRun.writing(spec, job::id, log());
        return result(loop(run, onTick), run);
    }

    private Outcome loop(JobRun run, Consumer<Supplier<JobProgress>> onTick) {
        job.runs(run);
        Outcome outcome = run.loop(r -> onTick.accept(() -> progress(r)));
        if (!run.leftBehind().isEmpty()) {
            LOG.warn("{} ended after {}. {}", job.describe(), run.elapsed(), run.leftBehind());
        }
        checkMemory(run, outcome.failure());
        return outcome;
    }

    private JobProgress progress(JobRun run) {
        return new JobProgress(
                run.elapsed(),
                run.stageProgress(),
                (log == null ? 0 : log().committed().size()) + run.scheduler().committedSplits(),
                run.inputFraction(),
                run.scheduler().heldBytes(),
                spec.settings().budgetBytes());
    }

    private JobResult result(Outcome outcome, JobRun run) {
        if (outcome.kind() == Outcome.Kind.DONE) {
            return done(run);
        }
        Throwable failure = outcome.failure();
        if (failure == null) {
            throw stopped(run.scheduler().committedRows(), run.leftBehind());
        }
        throw ConsumerStream.rethrow(failure, run.leftBehind());
    }

    private static RetryableException stopped(long rows, String leftBehind) {
        return new RetryableException(("Cannot finish the job: it was asked to stop after " + rows
                        + " rows of this run. They are kept; the same command goes on. " + leftBehind)
                .strip());
    }

    /** A job that failed may have been unable to clean up after user code; one that went well must have. */
    private static void checkMemory(JobRun run, @Nullable Throwable failure) {
        String leaks = run.allocators().leaks();
        if (!leaks.isEmpty() && run.leftBehind().isEmpty()) {
            if (Boolean.getBoolean("pelton.failOnLeak")) {
                PeltonException leak = run.leak();
                if (failure != null) {
                    leak.addSuppressed(failure);
                }
                throw leak;
            }
            LOG.warn("{}", run.leak().getMessage());
        }
        run.allocators().close();
    }

    private JobResult finishedEarlier(List<OutputFile> files) {
        return new JobResult(
                job.id(),
                Duration.ZERO,
                0,
                0,
                0,
                0,
                rowsBefore(),
                0,
                log().committed().size(),
                names(files),
                List.of(),
                0,
                Map.of());
    }

    private JobResult done(JobRun run) {
        return new JobResult(
                job.id(),
                run.elapsed(),
                run.scheduler().committedRows(),
                run.bytesRead(),
                run.rowsWritten(),
                run.bytesWritten(),
                rowsBefore(),
                run.scheduler().committedSplits(),
                log().committed().size(),
                names(run.files()),
                run.stageProgress(),
                run.scheduler().peakBytes(),
                run.counters().snapshot());
    }

    private long rowsBefore() {
        return log().committed().stream().mapToLong(CommittedSplit::rowsOut).sum();
    }

    private List<String> names(List<OutputFile> files) {
        return files.stream().map(f -> sink.path() + "/" + f.name()).toList();
    }
}
