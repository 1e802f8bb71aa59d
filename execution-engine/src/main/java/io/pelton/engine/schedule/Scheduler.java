// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.engine.commit.CommittedSplit;
import io.pelton.engine.commit.RowRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is read, worked on, written and committed when: a state machine without clock, thread or I/O.
 *
 * <h2>Events and commands</h2>
 *
 * Every public method is an event. It changes the state and calls {@link Commands} for what is to be done now; time comes
 * in as an argument. The same events give the same commands, which is what makes simulation by seed possible, and what
 * lets one thread drive it here and a cluster singleton elsewhere.
 *
 * <h2>Leases, splits, flows</h2>
 *
 * A {@link Lease} is what one reader goes through. The stream of its chunks is cut into splits at run time, by {@link
 * SplitSizer}; an idle reader takes half of another's lease. A {@link Split} has one {@link Flow} into every stage below
 * its leaf. A flow restores the order of the chunks, and tasks are cut from it in the size that its stage wants, never
 * across two splits. A stage has ended with a split when the flow into it has ended and all its rows are dispatched; the
 * number of tasks it then counts is what the next flow waits for. Rows are thus never lost or doubled by how fast anyone
 * is: a flow ends when the last number has come, not when it looks empty.
 *
 * <p>Parts may become known while others are read already. A job that writes has no log until all are, since the log says
 * whose it is by naming them: until then its last stage takes rows and holds them, so that the budget bounds how far the
 * others go.
 *
 * <h2>Parts</h2>
 *
 * {@link Reading} has the leases and cuts splits from them, {@link Edges} has the flows and cuts tasks from them, {@link
 * Ending} has what is to become durable, committed and published. This class takes the events, settles failures, and asks
 * each part in turn what can be started now.
 *
 * <h2>Credits</h2>
 *
 * Before a task starts, the bytes that it may add are reserved in the {@link Budget}, and when it is done the guess is
 * replaced by what came. The estimate is the most bytes a row has ever given at that stage. Stages are asked from the sink
 * to the sources. A stage whose upstream waits for room takes a task that is smaller than it would like, so that rows too
 * few for a batch never hold up the rest.
 *
 * <h2>Failures</h2>
 *
 * Actors retry and halve; what arrives here has failed for good or was lost. A {@code TRANSIENT} failure costs the split
 * one attempt: its flows are emptied, its rows are given back, and late answers are dropped. Anything else, or one attempt
 * too many, fails the job: nothing new starts, and what is written already is still committed, so that the next run goes
 * on from there.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
public final class Scheduler<B> {
    /** Accounted for each chunk beside its data, so that chunks without columns are bounded too. */
    static final long CHUNK_OVERHEAD_BYTES = 256;

    private final SchedulerState<B> job;
    private final Edges<B> edges;
    private final Reading<B> reading;
    private final Ending<B> ending;
    private @Nullable Throwable failure;
    private boolean ended;

    /** Makes a scheduler that waits for {@link #start}. */
    public Scheduler(SchedulerInput in, SchedulerSettings settings, Commands<B> commands, long nowNanos) {
        List<StageState<B>> stages = stages(in.stages());
        int limits = numberLimits(stages, in.scanLimits());
        List<RowRange> done = new ArrayList<>();
        for (CommittedSplit split : in.committed()) {
            done.addAll(split.ranges());
            countLimits(stages, split);
        }
        this.job = new SchedulerState<>(
                settings,
                commands,
                stages,
                in.ordered(),
                limits,
                new InputCursor(in.parts(), in.unlisted(), done, in.scanLimits()),
                new SplitSizer(settings, () -> taskRows(stages), nowNanos));
        this.edges = new Edges<>(job, new Sides());
        this.reading = new Reading<>(job, edges, this::cancel);
        this.ending = new Ending<>(job, edges);
        job.root().held = job.writes() && !in.unlisted().isEmpty();
        job.now = nowNanos;
    }

    /** What splits are a whole number of: the largest batches of operators. */
    private static int taskRows(List<? extends StageState<?>> stages) {
        int most = 0;
        for (StageState<?> stage : stages) {
            if (stage.spec.role() == StageSpec.Role.MIDDLE) {
                most = Math.max(most, stage.batchRows());
            }
        }
        return Math.max(1, most == 0 ? stages.get(0).batchRows() : most);
    }

    private static <B> List<StageState<B>> stages(List<StageSpec> specs) {
        List<StageState<B>> stages = new ArrayList<>();
        Map<Integer, StageState<B>> byId = new HashMap<>();
        for (int i = specs.size() - 1; i >= 0; i--) {
            StageSpec spec = specs.get(i);
            StageState<B> downstream =
                    spec.downstream().isPresent() ? byId.get(spec.downstream().getAsInt()) : null;
            StageState<B> state = new StageState<>(spec, downstream);
            byId.put(spec.id(), state);
            stages.add(0, state);
        }
        return stages;
    }

    private static <B> int numberLimits(List<StageState<B>> stages, Map<Integer, Long> scanLimits) {
        int n = 0;
        for (StageState<B> stage : stages) {
            if (stage.spec.inputLimit().isPresent()) {
                stage.limitIndex = n++;
                stage.limitLeft = stage.spec.inputLimit().getAsLong();
            } else if (scanLimits.containsKey(stage.spec.id())) {
                // Kept by the cursor; counted so that the log knows that rows may stay unread.
                stage.limitIndex = n++;
                stage.limitLeft = Long.MAX_VALUE;
            }
        }
        return n;
    }

    private static <B> void countLimits(List<StageState<B>> stages, CommittedSplit split) {
        for (StageState<B> stage : stages) {
            if (stage.limitIndex >= 0
                    && stage.limitIndex < split.rowsIntoLimits().size()) {
                stage.limitLeft -= split.rowsIntoLimits().get(stage.limitIndex);
            }
        }
    }

    // ---- events

    /** Begins: asks for actors and layouts. */
    public void start(long nowNanos) {
        job.now = nowNanos;
        for (StageState<B> stage : job.stages) {
            if (stage.limitIndex >= 0 && stage.limitLeft <= 0) {
                edges.closeLimit(stage);
            }
        }
        if (!job.input.exhausted()) {
            for (StageState<B> stage : job.stages) {
                job.resize(stage, stage.spec.minActors());
            }
        }
        turn();
    }

    /** More parts were found, behind those that are known. */
    public void parts(List<InputPart> more, long nowNanos) {
        job.now = nowNanos;
        job.input.add(more);
        turn();
    }

    /** All parts of a leaf are known. */
    public void listed(int leaf, long nowNanos) {
        job.now = nowNanos;
        job.input.listed(leaf);
        turn();
    }

    /** The log is open: what has been read and computed since the start may be written. */
    public void opened(long nowNanos) {
        job.now = nowNanos;
        // Of a job that was to end before, nothing is written.
        job.root().held &= job.kind != Outcome.Kind.RUNNING;
        turn();
    }

    /** The rows of a part are known. */
    public void layout(int part, long rows, List<Long> preferredStarts, long nowNanos) {
        job.now = nowNanos;
        job.input.layout(part, rows, preferredStarts);
        turn();
    }

    /** A part's layout cannot be had. */
    public void layoutFailed(Throwable cause, long nowNanos) {
        job.now = nowNanos;
        fail(cause);
        turn();
    }

    /** A stage has so many running actors now. */
    public void actors(int stage, int running, long nowNanos) {
        job.now = nowNanos;
        StageState<B> state = job.stages.get(stage);
        state.actors = Math.min(running, state.target);
        turn();
    }

    /** Brings a stage to a number of actors, within its bounds. */
    public void scale(int stage, int actors, long nowNanos) {
        job.now = nowNanos;
        if (job.kind == Outcome.Kind.RUNNING) {
            job.resize(job.stages.get(stage), actors);
        }
        turn();
    }

    /** A read step is done. */
    public void read(Lease lease, List<ReadChunk<B>> chunks, long busyNanos, long nowNanos) {
        job.now = nowNanos;
        reading.read(lease, chunks, busyNanos);
        turn();
    }

    /** A read step has failed, after the retries of its actor. */
    public void readFailed(Lease lease, Throwable cause, long nowNanos) {
        job.now = nowNanos;
        reading.failed(lease).ifPresent(split -> retryOrFail(split, cause));
        turn();
    }

    /**
     * A task is done.
     *
     * @param batch the rows it gave, handed over; null if none, and from sinks and consumers
     * @param rows how many
     * @param bytes their size
     */
    public void done(Task<B> task, @Nullable B batch, int rows, long bytes, long busyNanos, long nowNanos) {
        job.now = nowNanos;
        Flow<B> flow = task.flow;
        StageState<B> stage = flow.stage;
        edges.taskEnded(task);
        if (flow.split.cancelled) {
            edges.releaseIfAny(batch);
        } else if (stage.downstream == null) {
            stage.observe(task.rows, task.rows, 0, busyNanos);
            flow.split.rowsOut += task.rows;
            edges.checkEnd(flow);
        } else {
            stage.observe(task.rows, rows, bytes, busyNanos);
            edges.arrive(stage, flow.split, task.seq, batch, rows, bytes);
        }
        turn();
    }

    /** A task has failed, after the retries of its actor. */
    public void failed(Task<B> task, Throwable cause, long nowNanos) {
        job.now = nowNanos;
        edges.taskEnded(task);
        if (!task.flow.split.cancelled) {
            retryOrFail(task.flow.split, cause);
        }
        turn();
    }

    /** The files of a split are durable. */
    public void written(SplitRef ref, long nowNanos) {
        job.now = nowNanos;
        ending.written(ref);
        turn();
    }

    /** The files of a split could not be made durable. */
    public void writeFailed(SplitRef ref, Throwable cause, long nowNanos) {
        job.now = nowNanos;
        ending.finished(ref).ifPresent(split -> retryOrFail(split, cause));
        turn();
    }

    /** Splits are in the log. */
    public void committed(List<WrittenSplit> done, long nowNanos) {
        job.now = nowNanos;
        ending.committed(done);
        turn();
    }

    /** The whole output is visible. */
    public void published(long nowNanos) {
        job.now = nowNanos;
        ending.published();
        turn();
    }

    /** Something failed that belongs to no split: an actor that does not start, the log, the consumer. */
    public void fatal(Throwable cause, long nowNanos) {
        job.now = nowNanos;
        fail(cause);
        turn();
    }

    /** As {@link #fatal} for the command {@link Commands#commit}, which is thereby answered. */
    public void commitFailed(Throwable cause, long nowNanos) {
        ending.commitFailed();
        fatal(cause, nowNanos);
    }

    /** As {@link #fatal} for the command {@link Commands#publish}, which is thereby answered. */
    public void publishFailed(Throwable cause, long nowNanos) {
        ending.publishFailed();
        fatal(cause, nowNanos);
    }

    /** Asks to finish what can be committed soon and to stop. */
    public void stop(long nowNanos) {
        job.now = nowNanos;
        if (job.kind == Outcome.Kind.RUNNING) {
            job.kind = Outcome.Kind.STOPPING;
            for (Split<B> split : List.copyOf(job.splits)) {
                // Without a log there is nothing that could be committed soon.
                if (job.root().held || (!split.begun && !ending.hasLeft(split))) {
                    cancel(split);
                }
            }
            reading.endIdle();
        }
        turn();
    }

    // ---- what others may see

    /** How the job stands. */
    public Outcome outcome() {
        return new Outcome(job.kind, failure);
    }

    /** The accounted bytes of all edges. */
    public long heldBytes() {
        return job.budget.heldBytes();
    }

    /** The most accounted bytes so far. */
    public long peakBytes() {
        return job.budget.peakBytes();
    }

    /** How often a stage that held nothing was let past the job.budget. */
    public long escapes() {
        return job.budget.escapes();
    }

    /** Splits that this run has committed. */
    public long committedSplits() {
        return ending.committedSplits();
    }

    /** Input rows of those splits. */
    public long committedRows() {
        return ending.committedRows();
    }

    /** The flows of every stage, for messages of tests. */
    String describeFlows() {
        StringBuilder text = new StringBuilder();
        for (StageState<B> stage : job.stages) {
            text.append("\n  ")
                    .append(stage.spec.id())
                    .append(" out ")
                    .append(stage.outBytes)
                    .append(": ");
            for (Flow<B> flow : stage.flows) {
                text.append(flow.split.ref).append(flow).append(' ');
            }
        }
        return text.toString();
    }

    /** Splits on their way, for tests. */
    int openSplits() {
        return job.splits.size();
    }

    /** Parts of which it is known how their rows lie, for tests. */
    int layoutsKept() {
        return job.input.layoutsKept();
    }

    /** The figures of every stage. */
    public List<StageStats> stats() {
        List<StageStats> stats = new ArrayList<>(job.stages.size());
        for (StageState<B> stage : job.stages) {
            stats.add(stage.stats(edges.inputEnded(stage)));
        }
        return stats;
    }

    /** Why a stage starts nothing more now. */
    public Wait waiting(int stage) {
        StageState<B> state = job.stages.get(stage);
        if (state.held && state.queuedRows > 0) {
            return Wait.LOG;
        }
        boolean ended = edges.inputEnded(state);
        if (state.actors == 0) {
            return state.queuedRows == 0 && ended ? Wait.END : Wait.ACTOR;
        }
        if (state.running >= state.actors) {
            return Wait.NONE;
        }
        if (state.blocked) {
            return Wait.ROOM;
        }
        if (state.spec.role() == StageSpec.Role.LEAF) {
            return reading.waiting(state);
        }
        return ended ? Wait.END : Wait.INPUT;
    }

    // ---- a turn: all that can be started now

    private void turn() {
        if (ended) {
            return;
        }
        if (job.kind == Outcome.Kind.RUNNING || job.kind == Outcome.Kind.STOPPING) {
            dispatch();
        }
        if (job.kind == Outcome.Kind.RUNNING) {
            job.input.layoutsToLoad().forEach(job.commands::loadLayout);
            job.input.leavesToListNoFurther().forEach(job.commands::stopListing);
        }
        ending.commitLeft();
        if (ending.finish(reading.idle())) {
            ended = true;
            job.commands.end();
        }
    }

    private void dispatch() {
        for (int i = job.stages.size() - 1; i >= 0; i--) {
            edges.dispatch(job.stages.get(i));
        }
        // From the sources on: a stage that finds no room for its part of a batch makes its own downstream move.
        for (StageState<B> stage : job.stages) {
            if (stage.blocked && stage.downstream != null) {
                edges.dispatchPartial(stage.downstream);
            }
        }
    }

    // ---- failures

    private void retryOrFail(Split<B> split, Throwable cause) {
        boolean again = PeltonException.kindOf(cause) == ErrorKind.TRANSIENT
                && split.ref.attempt() < job.settings.maxAttempts()
                && job.kind == Outcome.Kind.RUNNING
                && !job.ordered;
        if (again) {
            cancel(split);
            reading.again(split);
        } else {
            fail(cause);
        }
    }

    private void cancel(Split<B> split) {
        if (split.cancelled) {
            return;
        }
        split.cancelled = true;
        ending.lost(split);
        if (split.writing) {
            job.commands.abandonSplit(split.ref);
        }
        edges.drop(split);
    }

    private void fail(Throwable cause) {
        if (job.kind == Outcome.Kind.FAILING || ended) {
            return;
        }
        job.kind = Outcome.Kind.FAILING;
        failure = cause;
        for (Split<B> split : List.copyOf(job.splits)) {
            if (!ending.holds(split)) {
                cancel(split);
            }
        }
        reading.endIdle();
    }

    /** What the edges see of the rest. */
    private final class Sides implements Edges.Neighbours<B> {
        @Override
        public void read(StageState<B> leaf) {
            reading.dispatch(leaf);
        }

        @Override
        public boolean leafEnded(StageState<B> leaf) {
            return reading.ended(leaf);
        }

        @Override
        public void stopReading(StageState<B> leaf) {
            reading.stop(leaf);
        }

        @Override
        public void rowsLeft(Split<B> split, boolean any) {
            ending.rowsLeft(split, any);
        }
    }
}
