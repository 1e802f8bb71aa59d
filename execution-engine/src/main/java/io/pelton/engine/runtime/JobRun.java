// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.JobProgress;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.engine.commit.JobLog;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.events.StagePlace;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.Commands;
import io.pelton.engine.schedule.Lease;
import io.pelton.engine.schedule.Outcome;
import io.pelton.engine.schedule.Scheduler;
import io.pelton.engine.schedule.SchedulerInput;
import io.pelton.engine.schedule.SplitRef;
import io.pelton.engine.schedule.Task;
import io.pelton.engine.schedule.WrittenSplit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job in this process: the loop that drives the scheduler, and the hands that do what it asks for.
 *
 * <h2>Who does what</h2>
 *
 * The loop runs {@link Scheduler} and nothing that waits. Actors read ({@link LeafReads}), compute ({@link TaskRuns}) and
 * write ({@link SplitWrites}); one thread lists the input ({@link InputListing}), one writes the log ({@link Commits}), a
 * few others look at parts ({@link PartLayouts}). All of them answer with an event, and batches change hands with those
 * events; an actor runs the events that are there itself, in the loop's turn ({@link EventLoop}). Nothing here decides
 * anything: what is started when is the scheduler's. {@link RunLoop} is its thread's part, {@link RunEnd} puts all away.
 *
 * <p><b>Threads.</b> {@link #loop} is called once, by the thread that becomes the loop's; {@link #post} and {@link #answer}
 * by any. All else is the loop's: its thread calls it, or another in its turn.
 */
final class JobRun implements Commands<RecordBatch>, StagePool.Events {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    /** Opens the log of a job that writes, once all of its input is listed; on the listing's thread. */
    interface LogOpener {
        /** Finds out what opening it takes; may be interrupted. */
        void prepare() throws Exception;

        /**
         * Opens it.
         *
         * @param wanted whether the run goes on; if not, no log is to be claimed
         */
        JobLog open(BooleanSupplier wanted) throws Exception;
    }

    private final String run;
    private final JobSpec spec;
    private final List<Stage> plan;
    private final @Nullable ConsumerStream consumer;
    private final EventLoop events = new EventLoop(this::turned);
    private final Allocators allocators;
    private final JobCounters counters = new JobCounters();
    private final SharedResources resources = new SharedResources();
    private final Scheduler<RecordBatch> scheduler;
    private final List<StagePool> pools = new ArrayList<>();
    private final @Nullable LogOpener opener;
    private final InputListing listing;
    private final PartLayouts layouts;
    private final LeafReads reads;
    private final TaskRuns tasks;
    private final Writing writing;
    private final InputProgress progress;
    private final Scaling scaling;
    private final RunEvents told;
    private final RunLoop loop;
    private final RunEnd end;
    private final long startNanos = System.nanoTime();
    private boolean ended;
    /** Nobody is to be told of anything any more. */
    private boolean over;

    private boolean overtaken;
    /** All rows are committed: no actor is needed any more. */
    private boolean publishing;

    /** Makes a run whose rows are taken, which lists its input while it reads. */
    static JobRun iterating(JobSpec spec, ConsumerStream consumer) {
        return new JobRun(spec, () -> "", null, null, consumer);
    }

    /**
     * Makes a run that writes and goes on where earlier ones stopped; all of its input is listed.
     *
     * @param job gives the job's identity
     */
    static JobRun writing(JobSpec spec, Supplier<String> job, JobLog log) {
        return new JobRun(spec, job, log, null, null);
    }

    /**
     * Makes a run that writes where there is no log yet: it lists its input while it reads, and begins to write when the
     * log is open.
     *
     * @param job gives the job's identity, as soon as the log is open
     */
    static JobRun writingAnew(JobSpec spec, Supplier<String> job, LogOpener opener) {
        return new JobRun(spec, job, null, opener, null);
    }

    private JobRun(
            JobSpec spec,
            Supplier<String> job,
            @Nullable JobLog log,
            @Nullable LogOpener opener,
            @Nullable ConsumerStream consumer) {
        this.run = spec.ids().get();
        this.spec = spec;
        this.plan = spec.planned().graph().stages();
        this.consumer = consumer;
        this.allocators = new Allocators(plan);
        SchedulerInput input = RunInput.of(spec, log, consumer != null);
        this.scheduler = new Scheduler<>(input, RunInput.settings(spec), this, now());
        this.progress = RunInput.progress(spec, input);
        this.scaling = new Scaling(
                run,
                input.stages(),
                plan.stream().map(stage -> stage.compute().memoryBytes()).toList(),
                spec.cores(),
                spec.limits().memoryBytes());
        for (Stage stage : plan) {
            pools.add(new StagePool(stage.id(), "stage-" + stage.id(), replica -> actor(stage), this, spec.patience()));
        }
        this.told = new RunEvents(run, job, spec.planned(), spec.cores(), scheduler);
        this.opener = opener;
        this.listing = new InputListing(spec.catalog(), progress, scheduler, this, spec.patience(), new Listed());
        this.layouts = new PartLayouts(spec.catalog(), progress, scheduler, this);
        this.reads = new LeafReads(run, spec, allocators, pools, scheduler);
        this.tasks = new TaskRuns(spec.catalog(), pools, scheduler);
        this.writing = new Writing(run, spec, pools.get(root().id()), progress, scheduler, this);
        this.loop = new RunLoop(events, spec.patience());
        this.end = new RunEnd(plan, events, allocators, listing, pools, layouts, reads, writing);
        if (log != null) {
            writing.begin(log);
        }
    }

    private Stage root() {
        return plan.get(plan.size() - 1);
    }

    private StagePool.StageActor actor(Stage stage) throws Exception {
        ActorEvents actor = ActorEvents.begin(new StagePlace(run, stage.id()));
        return new StagePool.StageActor(stage.sink().isPresent() ? null : open(stage), actor);
    }

    private Steps open(Stage stage) throws Exception {
        int threads = (int) Math.max(1, Math.floor(stage.compute().cpus()));
        return Steps.open(
                stage,
                (schema, batchRows) -> new ActorContext(
                        schema,
                        batchRows,
                        allocators.of(stage.id()),
                        threads,
                        stage.compute().maxActors(),
                        spec.limits().cacheDirectory(),
                        counters,
                        resources),
                FIRST_PAUSE);
    }

    // ---- the loop

    /**
     * Runs the job to its end. An interrupt asks it to stop, a second one to end at once; the thread's flag is set again
     * then.
     *
     * @param onTick called about four times a second and once at the end
     * @return how it ended
     */
    Outcome loop(Consumer<JobRun> onTick) {
        Throwable broken = null;
        told.begin();
        try {
            loop.run(new Clock(onTick));
            onTick.accept(this);
            return scheduler.outcome();
        } catch (Throwable t) {
            broken = t;
            throw t;
        } finally {
            over = true;
            told.stopped();
            shutDown(broken);
            told.end();
            events.leave();
            if (loop.wasInterrupted()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What the loop does but for running events. */
    private final class Clock implements RunLoop.Run {
        private final Consumer<JobRun> onTick;

        private Clock(Consumer<JobRun> onTick) {
            this.onTick = onTick;
        }

        @Override
        public void start() {
            scheduler.start(now());
            if (opener != null || consumer != null) {
                listing.start();
            }
        }

        @Override
        public boolean ended() {
            return ended;
        }

        @Override
        public boolean failed() {
            return ending();
        }

        @Override
        public void scale(long now) {
            if (publishing) {
                return;
            }
            scaling.decide(scheduler.stats(), pools, now, (stage, actors) -> scheduler.scale(stage, actors, now));
        }

        @Override
        public void tick() {
            onTick.accept(JobRun.this);
        }

        @Override
        public void interrupted(boolean again) {
            if (again) {
                fatal(new CancellationException("the job's thread was interrupted"));
            } else {
                scheduler.stop(now());
            }
        }
    }

    /** Events have run. */
    private void turned() {
        loop.turned();
        if (over) {
            return;
        }
        told.turned();
        if (ending()) {
            // What more is found is of no use, and would pass for a sign of life.
            listing.leave();
        }
    }

    /**
     * Ends what the run has begun.
     *
     * @param broken what the loop died of, which gets what else goes wrong; null if the job came to its end
     */
    private void shutDown(@Nullable Throwable broken) {
        Troubles troubles = new Troubles();
        if (broken != null) {
            // Whatever is on its way is let go of, and answers to come are too.
            troubles.attempt(() -> scheduler.fatal(broken, now()));
        }
        end.shutDown(troubles);
        troubles.report(broken == null ? scheduler.outcome().failure() : broken);
    }

    @Override
    public void post(Runnable event) {
        events.post(event);
    }

    @Override
    public void answer(Runnable event) {
        events.answer(event);
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    /** Asks the job to finish what can be committed soon; from any thread. */
    void stop() {
        post(() -> scheduler.stop(now()));
    }

    /** Asks the job to end at once; from any thread. */
    void abort(Throwable why) {
        tasks.giveUp();
        post(() -> scheduler.fatal(why, now()));
    }

    /** On the listing's thread. */
    private final class Listed implements InputListing.Listed {
        @Override
        public void prepare() throws Exception {
            if (opener != null) {
                opener.prepare();
            }
        }

        @Override
        public void run(BooleanSupplier wanted) throws Exception {
            if (opener != null) {
                JobLog log = opener.open(wanted);
                post(() -> opened(log));
            }
        }
    }

    private void opened(JobLog log) {
        if (scheduler.outcome().kind() != Outcome.Kind.RUNNING) {
            return;
        }
        if (log.published() || !log.committed().isEmpty()) {
            overtaken = true;
            fatal(new CancellationException(
                    "another run of the job has committed rows that were not to be read again"));
        } else {
            progress.listed();
            writing.begin(log);
            scheduler.opened(now());
        }
    }

    @Override
    public void actors(int stage, int running) {
        scheduler.actors(stage, running, now());
    }

    @Override
    public void fatal(Throwable cause) {
        scheduler.fatal(cause, now());
        pools.forEach(pool -> pool.giveUp(cause));
    }

    @Override
    public boolean ending() {
        return scheduler.outcome().kind() == Outcome.Kind.FAILING;
    }

    // ---- commands

    @Override
    public void loadLayout(int part) {
        layouts.load(part);
    }

    @Override
    public void stopListing(int leaf) {
        // A log says whose it is by naming all parts.
        if (consumer != null) {
            listing.stop(leaf);
        }
    }

    @Override
    public void read(Lease lease, long maxRows, int chunkRows, int maxChunks) {
        reads.read(lease, maxRows, chunkRows, maxChunks);
    }

    @Override
    public void closeLease(Lease lease) {
        reads.close(lease);
    }

    @Override
    public void run(Task<RecordBatch> task) {
        tasks.run(task);
    }

    @Override
    public void write(Task<RecordBatch> task) {
        writing.write(task);
    }

    @Override
    public void finishSplit(SplitRef split) {
        writing.finish(split);
    }

    @Override
    public void abandonSplit(SplitRef split) {
        writing.abandon(split);
    }

    @Override
    public void emit(Task<RecordBatch> task) {
        RecordBatch rows = TaskRuns.slice(task.pieces().get(0));
        requireNonNull(consumer).add(rows, () -> answer(() -> scheduler.done(task, null, 0, 0, 0, now())));
    }

    @Override
    public void release(RecordBatch batch) {
        batch.close();
    }

    @Override
    public void commit(List<WrittenSplit> splits) {
        writing.commit(splits);
    }

    @Override
    public void publish() {
        publishing = true;
        pools.forEach(StagePool::dismiss);
        writing.publish();
    }

    @Override
    public void resize(int stage, int actors) {
        pools.get(stage).resize(actors);
    }

    @Override
    public void end() {
        ended = true;
        events.wake();
    }

    // ---- what is told of it

    Scheduler<RecordBatch> scheduler() {
        return scheduler;
    }

    JobCounters counters() {
        return counters;
    }

    Allocators allocators() {
        return allocators;
    }

    /** Whether the run was given up because another has written to the log, once it was opened. */
    boolean overtaken() {
        return overtaken;
    }

    /** Sentences on what hung at the end, so that the run ended without it; empty if nothing did. */
    String leftBehind() {
        return end.leftBehind();
    }

    List<OutputFile> files() {
        return writing.files();
    }

    long rowsWritten() {
        return writing.rows();
    }

    long bytesWritten() {
        return writing.bytes();
    }

    long bytesRead() {
        return reads.bytes();
    }

    Duration elapsed() {
        return Duration.ofNanos(now() - startNanos);
    }

    /** The part of the input that is committed, if it can be told. */
    OptionalDouble inputFraction() {
        return progress.fraction();
    }

    int pendingActors(int stage) {
        return pools.get(stage).pending();
    }

    int limitingStage() {
        return publishing ? -1 : scaling.limitingStage();
    }

    List<JobProgress.Stage> stageProgress() {
        return StageSpecs.progress(plan, scheduler.stats(), this);
    }

    PeltonException leak() {
        return new PeltonException(
                ErrorKind.INTERNAL,
                "Cannot close the memory of the job: expected 0 bytes but found " + allocators.leaks()
                        + ". A function kept a batch, or did not close one.");
    }
}
