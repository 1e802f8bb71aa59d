// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.JobProgress;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.dataset.source.PartLayout;
import io.pelton.engine.commit.CommittedSplit;
import io.pelton.engine.commit.JobLog;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.commit.RowRange;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.Commands;
import io.pelton.engine.schedule.Lease;
import io.pelton.engine.schedule.Outcome;
import io.pelton.engine.schedule.Piece;
import io.pelton.engine.schedule.ReadChunk;
import io.pelton.engine.schedule.Scheduler;
import io.pelton.engine.schedule.SchedulerInput;
import io.pelton.engine.schedule.SchedulerSettings;
import io.pelton.engine.schedule.SplitRef;
import io.pelton.engine.schedule.StageSpec;
import io.pelton.engine.schedule.Task;
import io.pelton.engine.schedule.WrittenSplit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job in this process: the loop that drives the scheduler, and the hands that do what it asks for.
 *
 * <h2>Who does what</h2>
 *
 * The loop's thread runs {@link Scheduler} and nothing that waits. Actors read, compute and write; one thread writes the
 * log, a few others look at the layouts of parts. All of them answer by posting an event to the loop, and batches change hands
 * with those events. Nothing here decides anything: what is started when is the scheduler's.
 *
 * <p><b>Threads.</b> {@link #loop} is called once, by the thread that becomes the loop's; {@link #post} by any.
 */
final class JobRun implements Commands<RecordBatch>, StagePool.Events {
    private static final long TICK_NANOS = 250_000_000;
    /** Pools are looked at more often while a job begins: a core that waits for its first actor is a core lost. */
    private static final long FIRST_TICK_NANOS = 25_000_000;

    private static final long BEGINNING_NANOS = 3_000_000_000L;
    private static final int EVENTS_PER_LOOK = 256;
    /** Looking at a file is a few round trips to its store: several at a time, so that readers need not wait for them. */
    private static final int LAYOUT_THREADS = 4;

    private static final int READ_ROWS = 4096;
    private static final long BATCH_BYTES_MAX = 8L << 20;
    private static final long BATCH_BYTES_MIN = 64L << 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final JobSpec spec;
    private final List<Stage> plan;
    private final @Nullable JobLog log;
    private final @Nullable ConsumerStream consumer;
    private final EventLoop events = new EventLoop();
    private final Allocators allocators;
    private final JobCounters counters = new JobCounters();
    private final SharedResources resources = new SharedResources();
    private final Scheduler<RecordBatch> scheduler;
    private final List<StagePool> pools = new ArrayList<>();
    private final ExecutorService logThread = threads("log", 1);
    private final ExecutorService layoutThreads = threads("layouts", LAYOUT_THREADS);
    private final Map<Long, LeaseReader> readers = new HashMap<>();
    private final Map<SplitRef, SplitFiles> writers = new HashMap<>();
    private final Map<SplitRef, List<OutputFile>> finished = new HashMap<>();
    private final Set<Integer> partsRead = new HashSet<>();
    private final InputProgress progress;
    private final Scaling scaling;
    private final long startNanos = System.nanoTime();
    private List<OutputFile> published = List.of();
    private long rowsWritten;
    private long bytesWritten;
    private boolean ended;

    /**
     * Makes a run.
     *
     * @param log the open log of a job that writes; null for one that is iterated
     * @param consumer who takes the rows of a job that does not write
     */
    JobRun(JobSpec spec, @Nullable JobLog log, @Nullable ConsumerStream consumer) {
        this.spec = spec;
        this.plan = spec.planned().graph().stages();
        this.log = log;
        this.consumer = consumer;
        this.allocators = new Allocators(plan);
        List<StageSpec> specs = StageSpecs.of(plan, consumer != null);
        SchedulerInput input = new SchedulerInput(
                specs,
                spec.catalog().inputParts(),
                log == null ? List.of() : log.committed(),
                StageSpecs.scanLimits(plan));
        this.scheduler = new Scheduler<>(input, settings(), this, now());
        this.progress = new InputProgress(spec.catalog(), rowLimit(input));
        input.committed().forEach(split -> progress.done(split.ranges()));
        this.scaling = new Scaling(
                specs,
                plan.stream().map(stage -> stage.compute().memoryBytes()).toList(),
                spec.cores(),
                spec.limits().memoryBytes());
        for (Stage stage : plan) {
            pools.add(new StagePool(stage.id(), "stage-" + stage.id(), replica -> actor(stage), this));
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
        SchedulerSettings settings = SchedulerSettings.of(spec.budgetBytes(), spec.cores());
        return sink() == null ? settings : settings.withMinRowsPerFile(sink().minRowsPerFile());
    }

    private @Nullable ParquetSink sink() {
        return root().sink().map(s -> (ParquetSink) s).orElse(null);
    }

    private Stage root() {
        return plan.get(plan.size() - 1);
    }

    private static ExecutorService threads(String name, int most) {
        return Executors.newFixedThreadPool(most, r -> {
            Thread thread = new Thread(r, "pelton-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private StagePool.StageActor actor(Stage stage) throws Exception {
        if (stage.sink().isPresent()) {
            return new StagePool.StageActor(null);
        }
        int threads = (int) Math.max(1, Math.floor(stage.compute().cpus()));
        return new StagePool.StageActor(Steps.open(
                stage,
                schema -> new ActorContext(
                        schema,
                        allocators.of(stage.id()),
                        threads,
                        stage.compute().maxActors(),
                        spec.limits().cacheDirectory(),
                        counters,
                        resources),
                FIRST_PAUSE));
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
        boolean interrupted = false;
        Throwable broken = null;
        try {
            scheduler.start(now());
            long nextScaling = now() + FIRST_TICK_NANOS;
            long nextTick = now() + TICK_NANOS;
            while (!ended) {
                if (Thread.interrupted()) {
                    interrupted(interrupted);
                    interrupted = true;
                }
                int n = events.run(EVENTS_PER_LOOK);
                long now = now();
                if (now >= nextScaling) {
                    nextScaling = now + (now - startNanos < BEGINNING_NANOS ? FIRST_TICK_NANOS : TICK_NANOS);
                    scaling.decide(
                            scheduler.stats(), pools, now, (stage, actors) -> scheduler.scale(stage, actors, now));
                } else if (now >= nextTick) {
                    nextTick = now + TICK_NANOS;
                    onTick.accept(this);
                } else if (n == 0 && !ended) {
                    events.await(Math.min(nextScaling, nextTick) - now);
                }
            }
            onTick.accept(this);
            return scheduler.outcome();
        } catch (Throwable t) {
            broken = t;
            throw t;
        } finally {
            shutDown(broken);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void interrupted(boolean again) {
        if (again) {
            fatal(new CancellationException("the job's thread was interrupted"));
        } else {
            scheduler.stop(now());
        }
    }

    /**
     * Ends all threads, then runs what they still said, so that no batch is left behind.
     *
     * @param broken what the loop died of, which gets what else goes wrong; null if the job came to its end
     */
    private void shutDown(@Nullable Throwable broken) {
        List<Throwable> troubles = new ArrayList<>();
        if (broken != null) {
            // Whatever is on its way is let go of, and answers to come are too.
            attempt(() -> scheduler.fatal(broken, now()), troubles);
        }
        pools.forEach(pool -> attempt(pool::close, troubles));
        layoutThreads.shutdownNow();
        logThread.shutdown();
        try {
            logThread.awaitTermination(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        runEvents(troubles);
        pools.forEach(pool -> attempt(() -> pool.giveUp(new CancellationException("the job has ended")), troubles));
        readers.values().forEach(LeaseReader::close);
        readers.clear();
        report(broken, troubles);
    }

    /** Runs what was said after the loop's end, such as that a consumer took a batch; once the loop's thread has ended. */
    void sweep() {
        runEvents(new ArrayList<>());
    }

    private void runEvents(List<Throwable> troubles) {
        while (!events.isEmpty()) {
            attempt(() -> events.run(1), troubles);
        }
    }

    private static void attempt(Runnable step, List<Throwable> troubles) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            troubles.add(e);
        }
    }

    private static void report(@Nullable Throwable broken, List<Throwable> troubles) {
        Throwable first = broken;
        for (Throwable trouble : troubles) {
            if (first == null) {
                first = trouble;
            } else if (first != trouble) {
                first.addSuppressed(trouble);
            }
        }
        if (broken == null && first != null) {
            throw new PeltonException(ErrorKind.INTERNAL, "Cannot end the job cleanly: " + Steps.reason(first), first);
        }
    }

    @Override
    public void post(Runnable event) {
        events.post(event);
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
        post(() -> scheduler.fatal(why, now()));
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
        InputCatalog.Entry entry = spec.catalog().get(part);
        layoutThreads.execute(() -> {
            try {
                PartLayout layout = entry.source().layout(entry.part());
                post(() -> {
                    progress.layout(part, layout.rows());
                    scheduler.layout(part, layout.rows(), layout.preferredStarts(), now());
                });
            } catch (Throwable t) {
                post(() -> scheduler.layoutFailed(t, now()));
            }
        });
    }

    @Override
    public void read(Lease lease, long maxRows, int chunkRows, int maxChunks) {
        LeaseReader reader = readers.computeIfAbsent(lease.id(), id -> open(lease));
        pools.get(lease.stage()).submit(new Work() {
            @Override
            public Answer perform(@Nullable Steps steps) throws Exception {
                List<ReadChunk<RecordBatch>> chunks = reader.step(needed(steps), maxRows, chunkRows, maxChunks);
                return (busy, now) -> scheduler.read(lease, chunks, busy, now);
            }

            @Override
            public void failed(Throwable cause, long now) {
                scheduler.readFailed(lease, cause, now);
            }
        });
    }

    private static Steps needed(@Nullable Steps steps) {
        return java.util.Objects.requireNonNull(steps, "steps");
    }

    private LeaseReader open(Lease lease) {
        for (RowRange range : lease.ranges()) {
            partsRead.add(range.part());
        }
        Stage stage = plan.get(lease.stage());
        long share = spec.budgetBytes() / 2 / Math.max(1, plan.size());
        return new LeaseReader(
                spec.catalog(),
                lease.ranges(),
                allocators.of(lease.stage()),
                stage.batchRows() >= READ_ROWS ? stage.batchRows() : READ_ROWS / stage.batchRows() * stage.batchRows(),
                Math.max(BATCH_BYTES_MIN, Math.min(BATCH_BYTES_MAX, share / 4)));
    }

    @Override
    public void closeLease(Lease lease) {
        LeaseReader reader = readers.remove(lease.id());
        if (reader != null) {
            reader.close();
        }
    }

    @Override
    public void run(Task<RecordBatch> task) {
        pools.get(task.stage()).submit(new Work() {
            @Override
            public Answer perform(@Nullable Steps steps) throws Exception {
                RecordBatch result = apply(task, needed(steps));
                int rows = result == null ? 0 : result.rowCount();
                long bytes = result == null ? 0 : result.sizeBytes();
                return (busy, now) -> scheduler.done(task, result, rows, bytes, busy, now);
            }

            @Override
            public void failed(Throwable cause, long now) {
                scheduler.failed(task, cause, now);
            }
        });
    }

    private @Nullable RecordBatch apply(Task<RecordBatch> task, Steps steps) throws Exception {
        try (RecordBatch input = gather(task, allocators.of(task.stage()))) {
            return steps.apply(input, (firstRow, rows) -> where(task.split(), rows));
        }
    }

    private String where(SplitRef split, int rows) {
        return (rows == 1 ? "a row" : rows + " rows") + " of the split of "
                + spec.catalog().nameOf(split.part()) + " from row " + split.fromRow();
    }

    /** The rows of a task as one batch. Several actors may take slices of one batch at a time. */
    private static RecordBatch gather(Task<RecordBatch> task, org.apache.arrow.memory.BufferAllocator allocator) {
        List<RecordBatch> slices = new ArrayList<>(task.pieces().size());
        try {
            for (Piece<RecordBatch> piece : task.pieces()) {
                synchronized (piece.batch()) {
                    slices.add(piece.batch().slice(piece.fromRow(), piece.rows()));
                }
            }
            if (slices.size() == 1) {
                return slices.remove(0);
            }
            return RecordBatch.concat(allocator, slices);
        } finally {
            slices.forEach(RecordBatch::close);
        }
    }

    @Override
    public void write(Task<RecordBatch> task) {
        SplitFiles files = writers.computeIfAbsent(task.split(), this::files);
        pools.get(task.stage()).submit(new Work() {
            @Override
            public Answer perform(@Nullable Steps steps) throws Exception {
                files.write(task.pieces());
                return (busy, now) -> scheduler.done(task, null, 0, 0, busy, now);
            }

            @Override
            public void failed(Throwable cause, long now) {
                scheduler.failed(task, cause, now);
            }
        });
    }

    private SplitFiles files(SplitRef split) {
        JobLog open = openLog();
        ParquetSink sink = java.util.Objects.requireNonNull(sink());
        return new SplitFiles(
                spec.store(),
                sink.path(),
                open.stagingFolder(),
                sink,
                root().inputSchema(),
                "e" + open.epoch() + "-s" + split.id(),
                split);
    }

    private JobLog openLog() {
        return java.util.Objects.requireNonNull(log, "a job that writes has a log");
    }

    @Override
    public void finishSplit(SplitRef split) {
        SplitFiles files = java.util.Objects.requireNonNull(writers.get(split));
        pools.get(root().id()).submit(new Work() {
            @Override
            public Answer perform(@Nullable Steps steps) throws Exception {
                List<OutputFile> done = files.finish();
                return (busy, now) -> {
                    writers.remove(split);
                    finished.put(split, done);
                    scheduler.written(split, now);
                };
            }

            @Override
            public void failed(Throwable cause, long now) {
                scheduler.writeFailed(split, cause, now);
            }
        });
    }

    @Override
    public void abandonSplit(SplitRef split) {
        finished.remove(split);
        SplitFiles files = writers.remove(split);
        if (files == null) {
            return;
        }
        pools.get(root().id()).submit(new Work() {
            @Override
            public Answer perform(@Nullable Steps steps) throws Exception {
                files.abandon();
                return (busy, now) -> {};
            }

            @Override
            public void failed(Throwable cause, long now) {
                try {
                    files.abandon();
                } catch (IOException e) {
                    // What is left behind is removed when the job is published.
                }
            }
        });
    }

    @Override
    public void emit(Task<RecordBatch> task) {
        Piece<RecordBatch> piece = task.pieces().get(0);
        RecordBatch rows;
        synchronized (piece.batch()) {
            rows = piece.batch().slice(piece.fromRow(), piece.rows());
        }
        java.util.Objects.requireNonNull(consumer)
                .add(rows, () -> post(() -> scheduler.done(task, null, 0, 0, 0, now())));
    }

    @Override
    public void release(RecordBatch batch) {
        batch.close();
    }

    @Override
    public void commit(List<WrittenSplit> splits) {
        List<CommittedSplit> entries = new ArrayList<>(splits.size());
        for (WrittenSplit split : splits) {
            List<OutputFile> files = java.util.Objects.requireNonNullElse(finished.remove(split.ref()), List.of());
            entries.add(new CommittedSplit(
                    split.ranges(),
                    "e" + openLog().epoch() + "-s" + split.ref().id(),
                    files,
                    split.rowsIn(),
                    files.stream().mapToLong(OutputFile::rows).sum(),
                    split.rowsIntoLimits()));
        }
        logThread.execute(() -> {
            try {
                openLog().commit(entries);
                post(() -> {
                    count(entries);
                    scheduler.committed(splits, now());
                });
            } catch (Throwable t) {
                post(() -> scheduler.commitFailed(t, now()));
            }
        });
    }

    private void count(List<CommittedSplit> entries) {
        for (CommittedSplit entry : entries) {
            progress.done(entry.ranges());
            rowsWritten += entry.rowsOut();
            bytesWritten += entry.files().stream().mapToLong(OutputFile::bytes).sum();
        }
    }

    @Override
    public void publish() {
        logThread.execute(() -> {
            try {
                List<OutputFile> files = openLog().publish();
                post(() -> {
                    published = files;
                    scheduler.published(now());
                });
            } catch (Throwable t) {
                post(() -> scheduler.publishFailed(t, now()));
            }
        });
    }

    @Override
    public void resize(int stage, int actors) {
        pools.get(stage).resize(actors);
    }

    @Override
    public void end() {
        ended = true;
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

    List<OutputFile> files() {
        return published;
    }

    long rowsWritten() {
        return rowsWritten;
    }

    long bytesWritten() {
        return bytesWritten;
    }

    long bytesRead() {
        return partsRead.stream()
                .mapToLong(p -> spec.catalog().get(p).part().sizeBytes())
                .sum();
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
