// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.JobProgress;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.engine.commit.JobLog;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.events.StagePlace;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.Commands;
import io.pelton.engine.schedule.Lease;
import io.pelton.engine.schedule.Outcome;
import io.pelton.engine.schedule.Scheduler;
import io.pelton.engine.schedule.SchedulerInput;
import io.pelton.engine.schedule.SchedulerSettings;
import io.pelton.engine.schedule.SplitRef;
import io.pelton.engine.schedule.StageSpec;
import io.pelton.engine.schedule.Task;
import io.pelton.engine.schedule.WrittenSplit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
 * anything: what is started when is the scheduler's.
 *
 * <p><b>Threads.</b> {@link #loop} is called once, by the thread that becomes the loop's; {@link #post} and {@link #answer}
 * by any. All else is the loop's: its thread calls it, or another in its turn.
 */
final class JobRun implements Commands<RecordBatch>, StagePool.Events {
    private static final long TICK_NANOS = 250_000_000;
    /** Pools are looked at more often while a job begins: a core that waits for its first actor is a core lost. */
    private static final long FIRST_TICK_NANOS = 25_000_000;

    private static final long BEGINNING_NANOS = 3_000_000_000L;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    /** Opens the log of a job that writes, once all of its input is listed; on the listing's thread. */
    interface LogOpener {
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
    private final long startNanos = System.nanoTime();
    /** When pools are next looked at, and when progress is next told; the loop's thread's. */
    private long nextScaling;

    private long nextTick;
    private long lastEvent;
    private boolean interrupted;
    private boolean ended;
    private boolean overtaken;
    /** What was left behind at the end since it hung. */
    private final List<String> leftBehind = new ArrayList<>();

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
        List<StageSpec> specs = StageSpecs.of(plan, consumer != null);
        SchedulerInput input = new SchedulerInput(
                specs,
                spec.catalog().inputParts(0),
                log == null
                        ? spec.catalog().leaves().stream()
                                .map(InputCatalog.Leaf::stage)
                                .collect(Collectors.toSet())
                        : Set.of(),
                log == null ? List.of() : log.committed(),
                StageSpecs.scanLimits(plan));
        this.scheduler = new Scheduler<>(input, settings(), this, now());
        IntToLongFunction sizes = part -> spec.catalog().get(part).part().sizeBytes();
        this.progress = log == null
                ? new InputProgress(sizes, rowLimit(input))
                : new InputProgress(spec.catalog().size(), sizes, rowLimit(input));
        input.committed().forEach(split -> progress.done(split.ranges()));
        this.scaling = new Scaling(
                run,
                specs,
                plan.stream().map(stage -> stage.compute().memoryBytes()).toList(),
                spec.cores(),
                spec.limits().memoryBytes());
        for (Stage stage : plan) {
            pools.add(new StagePool(stage.id(), "stage-" + stage.id(), replica -> actor(stage), this, spec.patience()));
        }
        this.told = new RunEvents(run, job, spec.planned(), spec.cores(), scheduler);
        this.opener = opener;
        this.listing = new InputListing(spec.catalog(), progress, scheduler, this, spec.patience(), this::listed);
        this.layouts = new PartLayouts(spec.catalog(), progress, scheduler, this);
        this.reads = new LeafReads(run, spec, allocators, pools, scheduler);
        this.tasks = new TaskRuns(spec.catalog(), pools, scheduler);
        this.writing = new Writing(run, spec, pools.get(root().id()), progress, scheduler, this);
        if (log != null) {
            writing.begin(log);
        }
    }

    private static long rowLimit(SchedulerInput input) {
        long leaves = input.stages().stream()
                .filter(s -> s.role() == StageSpec.Role.LEAF)
                .count();
        return input.scanLimits().size() < leaves
                ? Long.MAX_VALUE
                : input.scanLimits().values().stream().mapToLong(n -> n).sum();
    }

    private SchedulerSettings settings() {
        SchedulerSettings settings = spec.settings();
        return root().sink()
                .map(sink -> settings.withMinRowsPerFile(((ParquetSink) sink).minRowsPerFile()))
                .orElse(settings);
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
                schema -> new ActorContext(
                        schema,
                        stage.batchRows(),
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
            begin();
            while (turn(onTick)) {
                events.await(Math.min(nextScaling, nextTick) - now());
            }
            events.close();
            onTick.accept(this);
            return scheduler.outcome();
        } catch (Throwable t) {
            broken = t;
            throw t;
        } finally {
            told.stopped();
            shutDown(broken);
            told.end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void begin() {
        events.takeTurn();
        try {
            scheduler.start(now());
            if (opener != null || consumer != null) {
                listing.start();
            }
            nextScaling = now() + FIRST_TICK_NANOS;
            nextTick = now() + TICK_NANOS;
            lastEvent = now();
        } finally {
            events.endTurn();
        }
    }

    /** Does what there is to do now; whether there will be more. */
    private boolean turn(Consumer<JobRun> onTick) {
        events.takeTurn();
        try {
            if (Thread.interrupted()) {
                interrupted();
            }
            events.run();
            long now = now();
            if (now >= nextScaling) {
                nextScaling = now + (now - startNanos < BEGINNING_NANOS ? FIRST_TICK_NANOS : TICK_NANOS);
                scaling.decide(scheduler.stats(), pools, now, (stage, actors) -> scheduler.scale(stage, actors, now));
            } else if (now >= nextTick) {
                nextTick = now + TICK_NANOS;
                onTick.accept(this);
            }
            // If what the scheduler waits for hangs after it has failed, no answer is needed.
            boolean hangs = ending() && now - lastEvent > spec.patience().toNanos();
            return !ended && !hangs;
        } finally {
            events.endTurn();
        }
    }

    private void interrupted() {
        if (interrupted) {
            fatal(new CancellationException("the job's thread was interrupted"));
        } else {
            interrupted = true;
            scheduler.stop(now());
        }
    }

    /** Events have run. */
    private void turned() {
        lastEvent = now();
        if (!events.isClosed()) {
            told.turned();
        }
    }

    /**
     * Ends all threads, then runs what they still said, so that no batch is left behind.
     *
     * @param broken what the loop died of, which gets what else goes wrong; null if the job came to its end
     */
    private void shutDown(@Nullable Throwable broken) {
        Troubles troubles = new Troubles();
        troubles.attempt(events::close);
        if (broken != null) {
            // Whatever is on its way is let go of, and answers to come are too.
            troubles.attempt(() -> scheduler.fatal(broken, now()));
        }
        if (!listing.close()) {
            leftBehind.add(
                    "The claim of its log hangs in the store, and may come to be later: nothing is committed under it,"
                            + " and whoever opens the log next takes over.");
        }
        pools.forEach(pool -> troubles.attempt(pool::close));
        layouts.close();
        if (!writing.close()) {
            leftBehind.add(
                    "The last step of its log hangs in the store: if it comes to be before the next run opens the log,"
                            + " its rows are committed, and if not, they are computed again.");
        }
        runEvents(troubles);
        pools.forEach(pool -> troubles.attempt(() -> pool.giveUp(new CancellationException("the job has ended"))));
        reads.closeAll();
        tellHanging();
        troubles.report(broken);
    }

    /** What actors that hang still use is not freed. */
    private void tellHanging() {
        String hanging = plan.stream()
                .filter(stage -> pools.get(stage.id()).isAtWork())
                .map(stage -> "'" + stage.name() + "'")
                .collect(Collectors.joining(" and "));
        if (!hanging.isEmpty()) {
            String memory = allocators.leaks();
            leftBehind.add("An actor of " + hanging + " hangs and was left behind with "
                    + (memory.isEmpty() ? "no memory" : memory)
                    + ", which stays allocated since it may still be used.");
        }
    }

    /** Runs what was said after the loop's end, such as that a consumer took a batch; once the loop's thread has ended. */
    void sweep() {
        runEvents(new Troubles());
    }

    private void runEvents(Troubles troubles) {
        while (!events.isEmpty()) {
            troubles.attempt(() -> events.run(1));
        }
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
    private void listed(BooleanSupplier wanted) throws Exception {
        if (opener != null) {
            JobLog log = opener.open(wanted);
            post(() -> opened(log));
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
        return String.join(" ", leftBehind);
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
        return scaling.limitingStage();
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
