// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.engine.commit.CommittedSplit;
import io.pelton.engine.commit.RowRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
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

    private static final double READ_NANOS = 1e6;
    private static final int READ_CHUNKS = 16;
    private static final int CONSUMER_CHUNKS = 64;

    private final SchedulerSettings settings;
    private final Commands<B> commands;
    private final List<StageState<B>> stages = new ArrayList<>();
    private final boolean ordered;
    private final InputCursor input;
    private final Budget budget;
    private final SplitSizer sizer;
    private final List<Lease> leases = new ArrayList<>();
    private final Map<Lease, Split<B>> reading = new HashMap<>();
    private final TreeSet<Split<B>> splits = new TreeSet<>();
    private final Map<SplitRef, Split<B>> finishing = new HashMap<>();
    private final List<Split<B>> left = new ArrayList<>();
    private final Map<RowStart, Integer> attempts = new HashMap<>();
    private final int limits;
    private Outcome.Kind state = Outcome.Kind.RUNNING;
    private @Nullable Throwable failure;
    private boolean ended;
    private boolean publishing;
    private boolean published;
    private int commitsAwaited;
    private long nextId;
    private long now;
    /** Where the order counts: nothing from here on may be committed. */
    private @Nullable SplitRef firstLost;

    private long committedRows;
    private long committedSplits;

    private record RowStart(int part, long row) {}

    /** Makes a scheduler that waits for {@link #start}. */
    public Scheduler(SchedulerInput in, SchedulerSettings settings, Commands<B> commands, long nowNanos) {
        this.settings = settings;
        this.commands = commands;
        this.ordered = in.ordered();
        this.now = nowNanos;
        buildStages(in.stages());
        int n = 0;
        for (StageState<B> stage : stages) {
            if (stage.spec.inputLimit().isPresent()) {
                stage.limitIndex = n++;
                stage.limitLeft = stage.spec.inputLimit().getAsLong();
            } else if (in.scanLimits().containsKey(stage.spec.id())) {
                // Kept by the cursor; counted so that the log knows that rows may stay unread.
                stage.limitIndex = n++;
                stage.limitLeft = Long.MAX_VALUE;
            }
        }
        this.limits = n;
        List<RowRange> done = new ArrayList<>();
        for (CommittedSplit split : in.committed()) {
            done.addAll(split.ranges());
            countLimits(split);
        }
        this.input = new InputCursor(in.parts(), done, in.scanLimits());
        this.budget = new Budget(settings.budgetBytes(), (int)
                stages.stream().filter(s -> s.downstream != null).count());
        int taskRows = in.stages().stream()
                .filter(s -> s.role() == StageSpec.Role.MIDDLE)
                .mapToInt(StageSpec::batchRows)
                .max()
                .orElseGet(() -> in.stages().get(0).batchRows());
        this.sizer = new SplitSizer(settings, taskRows, nowNanos);
    }

    private void buildStages(List<StageSpec> specs) {
        List<StageState<B>> reversed = new ArrayList<>();
        Map<Integer, StageState<B>> byId = new HashMap<>();
        for (int i = specs.size() - 1; i >= 0; i--) {
            StageSpec spec = specs.get(i);
            StageState<B> downstream =
                    spec.downstream().isPresent() ? byId.get(spec.downstream().getAsInt()) : null;
            StageState<B> state = new StageState<>(spec, downstream);
            byId.put(spec.id(), state);
            reversed.add(0, state);
        }
        stages.addAll(reversed);
    }

    private void countLimits(CommittedSplit split) {
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
        now = nowNanos;
        for (StageState<B> stage : stages) {
            if (stage.limitIndex >= 0 && stage.limitLeft <= 0) {
                limitReached(stage);
            }
        }
        if (!input.exhausted()) {
            for (StageState<B> stage : stages) {
                resize(stage, stage.spec.minActors());
            }
        }
        turn();
    }

    /** The rows of a part are known. */
    public void layout(int part, long rows, List<Long> preferredStarts, long nowNanos) {
        now = nowNanos;
        input.layout(part, rows, preferredStarts);
        turn();
    }

    /** A part's layout cannot be had. */
    public void layoutFailed(Throwable cause, long nowNanos) {
        now = nowNanos;
        fail(cause);
        turn();
    }

    /** A stage has so many running actors now. */
    public void actors(int stage, int running, long nowNanos) {
        now = nowNanos;
        StageState<B> state = stages.get(stage);
        state.actors = Math.min(running, state.target);
        turn();
    }

    /** Brings a stage to a number of actors, within its bounds. */
    public void scale(int stage, int actors, long nowNanos) {
        now = nowNanos;
        if (state == Outcome.Kind.RUNNING) {
            resize(stages.get(stage), actors);
        }
        turn();
    }

    /** A read step is done. */
    public void read(Lease lease, List<ReadChunk<B>> chunks, long busyNanos, long nowNanos) {
        now = nowNanos;
        StageState<B> leaf = stages.get(lease.leaf);
        Split<B> split = reading.get(lease);
        stepDone(leaf, lease);
        if (split == null || split.cancelled) {
            chunks.forEach(c -> releaseIfAny(c.batch()));
            endLease(lease);
        } else {
            for (ReadChunk<B> chunk : chunks) {
                readChunk(leaf, lease, split, chunk, busyNanos / Math.max(1, chunks.size()));
            }
            afterRead(lease, split);
        }
        turn();
    }

    /** A read step has failed, after the retries of its actor. */
    public void readFailed(Lease lease, Throwable cause, long nowNanos) {
        now = nowNanos;
        Split<B> split = reading.get(lease);
        stepDone(stages.get(lease.leaf), lease);
        if (split == null || split.cancelled) {
            endLease(lease);
        } else {
            retryOrFail(split, cause);
        }
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
        now = nowNanos;
        Flow<B> flow = task.flow;
        StageState<B> stage = flow.stage;
        taskEnded(task);
        if (flow.split.cancelled) {
            releaseIfAny(batch);
        } else if (stage.downstream == null) {
            stage.observe(task.rows, task.rows, 0, busyNanos);
            flow.split.rowsOut += task.rows;
            checkEnd(flow);
        } else {
            stage.observe(task.rows, rows, bytes, busyNanos);
            arrive(stage, flow.split, task.seq, batch, rows, bytes);
        }
        turn();
    }

    /** A task has failed, after the retries of its actor. */
    public void failed(Task<B> task, Throwable cause, long nowNanos) {
        now = nowNanos;
        taskEnded(task);
        if (!task.flow.split.cancelled) {
            retryOrFail(task.flow.split, cause);
        }
        turn();
    }

    /** The files of a split are durable. */
    public void written(SplitRef ref, long nowNanos) {
        now = nowNanos;
        Split<B> split = finishing.remove(ref);
        if (split != null) {
            splitLeft(split);
        }
        turn();
    }

    /** The files of a split could not be made durable. */
    public void writeFailed(SplitRef ref, Throwable cause, long nowNanos) {
        now = nowNanos;
        Split<B> split = finishing.remove(ref);
        if (split != null) {
            retryOrFail(split, cause);
        }
        turn();
    }

    /** Splits are in the log. */
    public void committed(List<WrittenSplit> done, long nowNanos) {
        now = nowNanos;
        commitsAwaited--;
        committedSplits += done.size();
        done.forEach(split -> committedRows += split.rowsIn());
        turn();
    }

    /** The whole output is visible. */
    public void published(long nowNanos) {
        now = nowNanos;
        publishing = false;
        published = true;
        turn();
    }

    /** Something failed that belongs to no split: an actor that does not start, the log, the consumer. */
    public void fatal(Throwable cause, long nowNanos) {
        now = nowNanos;
        fail(cause);
        turn();
    }

    /** As {@link #fatal} for the command {@link Commands#commit}, which is thereby answered. */
    public void commitFailed(Throwable cause, long nowNanos) {
        commitsAwaited--;
        fatal(cause, nowNanos);
    }

    /** As {@link #fatal} for the command {@link Commands#publish}, which is thereby answered. */
    public void publishFailed(Throwable cause, long nowNanos) {
        publishing = false;
        fatal(cause, nowNanos);
    }

    /** Asks to finish what can be committed soon and to stop. */
    public void stop(long nowNanos) {
        now = nowNanos;
        if (state == Outcome.Kind.RUNNING) {
            state = Outcome.Kind.STOPPING;
            new ArrayList<>(splits)
                    .stream().filter(s -> !s.begun && !left.contains(s)).forEach(this::cancel);
            endIdleLeases();
        }
        turn();
    }

    // ---- what others may see

    /** How the job stands. */
    public Outcome outcome() {
        return new Outcome(state, failure);
    }

    /** The accounted bytes of all edges. */
    public long heldBytes() {
        return budget.heldBytes();
    }

    /** The most accounted bytes so far. */
    public long peakBytes() {
        return budget.peakBytes();
    }

    /** How often a stage that held nothing was let past the budget. */
    public long escapes() {
        return budget.escapes();
    }

    /** Splits that this run has committed. */
    public long committedSplits() {
        return committedSplits;
    }

    /** Input rows of those splits. */
    public long committedRows() {
        return committedRows;
    }

    /** The flows of every stage, for messages of tests. */
    String describeFlows() {
        StringBuilder text = new StringBuilder();
        for (StageState<B> stage : stages) {
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
        return splits.size();
    }

    /** The figures of every stage. */
    public List<StageStats> stats() {
        List<StageStats> stats = new ArrayList<>(stages.size());
        for (StageState<B> stage : stages) {
            stats.add(stage.stats(inputEnded(stage)));
        }
        return stats;
    }

    private boolean inputEnded(StageState<B> stage) {
        if (stage.spec.role() == StageSpec.Role.LEAF) {
            return input.exhausted() && leases.stream().noneMatch(lease -> lease.leaf == stage.spec.id());
        }
        return stage.upstream.stream().allMatch(up -> up.running == 0 && up.queuedRows == 0 && inputEnded(up));
    }

    // ---- a turn: all that can be started now

    private void turn() {
        if (ended) {
            return;
        }
        if (state == Outcome.Kind.RUNNING || state == Outcome.Kind.STOPPING) {
            dispatch();
        }
        if (state == Outcome.Kind.RUNNING) {
            for (int part : input.layoutsToLoad()) {
                commands.loadLayout(part);
            }
        }
        commitLeft();
        finish();
    }

    private void dispatch() {
        for (int i = stages.size() - 1; i >= 0; i--) {
            dispatch(stages.get(i));
        }
        // From the sources on: a stage that finds no room for its part of a batch makes its own downstream move.
        for (StageState<B> stage : stages) {
            if (stage.blocked && stage.downstream != null) {
                dispatchPartial(stage.downstream);
            }
        }
    }

    private void dispatch(StageState<B> stage) {
        stage.blocked = false;
        if (stage.target == 0 && stage.queuedRows > 0 && stage.spec.role() != StageSpec.Role.CONSUMER) {
            // The first rows start the first actor of a pool that may be empty.
            resize(stage, 1);
        }
        switch (stage.spec.role()) {
            case LEAF -> dispatchReads(stage);
            case MIDDLE -> {
                while (dispatchTask(stage, false)) {}
            }
            case SINK -> dispatchWrites(stage);
            case CONSUMER -> dispatchEmits(stage);
        }
    }

    /** Upstream waits for room and this stage for rows: it takes what there is. */
    private void dispatchPartial(StageState<B> stage) {
        if (stage.spec.role() == StageSpec.Role.MIDDLE && stage.running == 0) {
            dispatchTask(stage, true);
        }
    }

    private boolean dispatchTask(StageState<B> stage, boolean partial) {
        if (stage.running >= stage.capacity()) {
            return false;
        }
        int wanted = taskRows(stage);
        Flow<B> flow = ready(stage, wanted, partial);
        if (flow == null) {
            return false;
        }
        int rows = (int) Math.min(wanted, flow.rows());
        long reserve = stage.estimate(rows);
        if (!room(stage, flow.split, reserve)) {
            return false;
        }
        budget.add(stage, reserve);
        commands.run(begin(flow, rows, reserve));
        return true;
    }

    /**
     * Rows for one task: what the stage wants, but fewer if so many would not fit into the stage's share of the budget, and
     * ever fewer of the last ones, so that its actors end at about the same time (guided self-scheduling: Polychronopoulos
     * and Kuck, IEEE Transactions on Computers 36(12), 1987).
     */
    private int taskRows(StageState<B> stage) {
        double fit = budget.shareBytes() / 2.0 / stage.rowBytes();
        int most = (int) Math.max(1, Math.min(stage.spec.batchRows(), fit));
        boolean few = stage.actors > 1 && stage.queuedRows < 2L * stage.actors * most;
        if (!few || stage.spec.role() != StageSpec.Role.MIDDLE || !inputEnded(stage)) {
            return most;
        }
        long part = (stage.queuedRows + 2L * stage.actors - 1) / (2L * stage.actors);
        return (int) Math.min(most, Math.max(Math.max(1, most / 8), part));
    }

    private @Nullable Flow<B> ready(StageState<B> stage, int wanted, boolean partial) {
        for (Flow<B> flow : stage.flows) {
            if (flow.rows() >= wanted || (flow.rows() > 0 && (partial || flow.inputEnded()))) {
                return flow;
            }
        }
        return null;
    }

    /**
     * Whether a stage may start a task. Where the order counts, the split that is due first may pass those that wait for
     * it: they hold bytes that only it can set free.
     */
    private boolean room(StageState<B> stage, Split<B> split, long bytes) {
        StageState<B> down = stage.downstream;
        boolean queueRoom = down == null || down.queuedRows < down.queueCapRows();
        if (queueRoom && budget.allows(stage, bytes)) {
            return true;
        }
        boolean due = ordered && splits.first() == split && holdsNothing(flowInto(split, down));
        if (budget.escapes(stage, due)) {
            return true;
        }
        stage.blocked = true;
        return false;
    }

    private static boolean holdsNothing(Flow<?> flow) {
        return flow.rows() == 0 && flow.running == 0 && flow.held.isEmpty();
    }

    private Task<B> begin(Flow<B> flow, int rows, long reserve) {
        StageState<B> stage = flow.stage;
        long before = flow.rows();
        Task<B> task = new Task<>(flow, flow.dispatched++, rows, reserve);
        stage.queuedRows -= before - flow.rows();
        for (int i = 0; i < task.pieces.size(); i++) {
            stage.queuedBytes -= task.chunks.get(i).share(task.pieces.get(i).rows());
        }
        flow.running++;
        stage.running++;
        stage.rowsAtWork += rows;
        flow.split.begun = true;
        // A flow whose last row is dispatched has told its stage's number of tasks.
        checkEnd(flow);
        return task;
    }

    private void dispatchWrites(StageState<B> stage) {
        for (int i = 0; i < stage.flows.size() && stage.running < stage.actors; i++) {
            Flow<B> flow = stage.flows.get(i);
            if (flow.running == 0 && flow.rows() > 0) {
                flow.split.writing = true;
                commands.write(begin(flow, (int) Math.min(stage.spec.batchRows(), flow.rows()), 0));
            }
        }
    }

    private void dispatchEmits(StageState<B> stage) {
        while (!stage.flows.isEmpty() && stage.flows.get(0).headRows() > 0 && emittable(stage)) {
            Flow<B> flow = stage.flows.get(0);
            commands.emit(begin(flow, flow.headRows(), 0));
        }
    }

    /** Everything that upstream stages hold and that does not wait here is with the consumer or still to come. */
    private boolean emittable(StageState<B> stage) {
        return stage.running == 0
                || (stage.running < CONSUMER_CHUNKS && emittedBytes(stage) < settings.consumerBytes());
    }

    private long emittedBytes(StageState<B> stage) {
        long bytes = -stage.queuedBytes;
        for (StageState<B> up : stage.upstream) {
            bytes += up.outBytes;
        }
        return bytes;
    }

    private void dispatchReads(StageState<B> leaf) {
        if (state != Outcome.Kind.RUNNING) {
            return;
        }
        while (leaf.running < (ordered ? Math.min(1, leaf.actors) : leaf.actors)) {
            Lease lease = nextLease(leaf);
            if (lease == null || !readStep(leaf, lease)) {
                return;
            }
        }
    }

    private @Nullable Lease nextLease(StageState<B> leaf) {
        Lease best = null;
        for (Lease lease : leases) {
            if (lease.leaf == leaf.spec.id()
                    && !lease.reading
                    && (best == null || splitOf(lease).compareTo(splitOf(best)) < 0)) {
                best = lease;
            }
        }
        if (best != null) {
            return best;
        }
        if (ordered && !leases.isEmpty()) {
            return null;
        }
        return newLease(leaf);
    }

    private Split<B> splitOf(Lease lease) {
        return requireNonNull(reading.get(lease), "every lease has a split until it ends");
    }

    private @Nullable Lease newLease(StageState<B> leaf) {
        StageState<B> down = leaf.downstream;
        if (down != null && down.queuedRows >= down.queueCapRows()) {
            return null;
        }
        long target = sizer.targetRows(leases.size() + 1, guessedRate(), now);
        List<RowRange> ranges = null;
        if (input.nextLeaf() == leaf.spec.id()) {
            ranges = input.take(target, leaf.spec.pruned());
        } else if (!ordered && !leaf.spec.pruned() && input.exhausted()) {
            ranges = steal(leaf, target);
        }
        if (ranges == null) {
            return null;
        }
        Lease lease = new Lease(nextId++, leaf.spec.id(), ranges);
        leases.add(lease);
        startSplit(lease);
        return lease;
    }

    /** Takes the second half of the longest lease of a leaf, if each half is worth a split. */
    private @Nullable List<RowRange> steal(StageState<B> leaf, long target) {
        Lease longest = null;
        for (Lease lease : leases) {
            if (lease.leaf == leaf.spec.id()
                    && !lease.cut
                    && lease.current == lease.ranges.size() - 1
                    && (longest == null || lease.remainingRows() > longest.remainingRows())) {
                longest = lease;
            }
        }
        if (longest == null) {
            return null;
        }
        RowRange last = longest.ranges.get(longest.current);
        long from = longest.row + (longest.reading ? longest.stepRows : 0);
        if (last.toRow() - from < 2 * target) {
            return null;
        }
        OptionalLong middle = input.middle(last, from);
        if (middle.isEmpty()) {
            return null;
        }
        longest.ranges.set(longest.current, new RowRange(last.part(), last.fromRow(), middle.getAsLong(), false));
        return List.of(new RowRange(last.part(), middle.getAsLong(), last.toRow(), last.endsPart()));
    }

    private void startSplit(Lease lease) {
        RowRange range = lease.ranges.get(lease.current);
        int attempt = attempts.getOrDefault(new RowStart(range.part(), lease.row), 0) + 1;
        Split<B> split = new Split<>(new SplitRef(nextId++, range.part(), lease.row, attempt), lease, limits);
        split.begunNanos = now;
        StageState<B> stage = stages.get(lease.leaf).downstream;
        while (stage != null) {
            Flow<B> flow = new Flow<>(split, stage);
            split.flows.add(flow);
            stage.addFlow(flow);
            stage = stage.downstream;
        }
        splits.add(split);
        reading.put(lease, split);
    }

    private boolean readStep(StageState<B> leaf, Lease lease) {
        Split<B> split = reading.get(lease);
        StageState<B> down = leaf.downstream;
        if (down == null || split == null) {
            return false;
        }
        int chunkRows = taskRows(leaf);
        long wanted = Math.max(1, Math.min(lease.remainingRows(), targetRows() - split.rowsRead));
        wanted = Math.max(1, Math.min(wanted, down.queueCapRows() - down.queuedRows));
        int chunks = (int) Math.min((wanted + chunkRows - 1) / chunkRows, readChunks(leaf));
        long each = leaf.estimate((int) Math.min(chunkRows, wanted));
        while (chunks > 1 && !budget.allows(leaf, each * chunks)) {
            chunks /= 2;
        }
        if (!room(leaf, split, each * chunks)) {
            return false;
        }
        budget.add(leaf, each * chunks);
        lease.reservedBytes = each * chunks;
        lease.reading = true;
        lease.stepRows = (int) Math.min(Integer.MAX_VALUE, wanted);
        leaf.running++;
        leaf.rowsAtWork += lease.stepRows;
        commands.read(lease, wanted, chunkRows, chunks);
        return true;
    }

    private int readChunks(StageState<B> leaf) {
        return leaf.taskNanos() <= 0 ? 1 : (int) Math.max(1, Math.min(READ_CHUNKS, READ_NANOS / leaf.taskNanos()));
    }

    // ---- answers

    private void stepDone(StageState<B> leaf, Lease lease) {
        budget.add(leaf, -lease.reservedBytes);
        lease.reservedBytes = 0;
        lease.reading = false;
        leaf.running--;
        leaf.rowsAtWork -= lease.stepRows;
    }

    private void readChunk(StageState<B> leaf, Lease lease, Split<B> split, ReadChunk<B> chunk, long nanos) {
        leaf.observe(chunk.inputRows(), chunk.rows(), chunk.bytes(), nanos);
        split.rowsRead += chunk.inputRows();
        if (leaf.limitIndex >= 0) {
            split.rowsIntoLimits[leaf.limitIndex] += chunk.inputRows();
        }
        if (chunk.row() >= 0) {
            lease.advance(chunk.range(), chunk.row()).forEach(split::add);
        }
        split.atBoundary = chunk.row() >= 0;
        arrive(leaf, split, split.leafSeq++, chunk.batch(), chunk.rows(), chunk.bytes());
    }

    private void afterRead(Lease lease, Split<B> split) {
        boolean stopping = state != Outcome.Kind.RUNNING || lease.cut;
        boolean whole = lease.exhausted();
        if (whole || (split.atBoundary && (enough(split) || stopping))) {
            endReading(split);
            if (whole || stopping) {
                endLease(lease);
            } else {
                startSplit(lease);
            }
        } else if (state == Outcome.Kind.STOPPING) {
            // Inside a batch that cannot be numbered: the split cannot end here, so it does not count.
            cancel(split);
            endLease(lease);
        }
    }

    private boolean enough(Split<B> split) {
        return split.rowsRead >= targetRows() || sizer.late(split.begunNanos, split.rowsRead, now);
    }

    private long targetRows() {
        return sizer.targetRows(leases.size(), guessedRate(), now);
    }

    /** Input rows a second that the slowest stage could take, from the tasks that have ended; 0 if none has anywhere. */
    private double guessedRate() {
        double slowest = 0;
        long read = 0;
        long given = 0;
        double rowsPerInputRow = 1;
        for (StageState<B> stage : stages) {
            if (stage.spec.role() == StageSpec.Role.LEAF) {
                read += stage.rowsIn;
                given += stage.rowsOut;
                rowsPerInputRow = read == 0 ? 1 : Math.max(1e-6, (double) given / read);
            } else if (stage.busyNanos > 0 && stage.rowsIn > 0) {
                double rate = stage.rowsIn * 1e9 / stage.busyNanos * Math.max(1, stage.actors) / rowsPerInputRow;
                slowest = slowest == 0 ? rate : Math.min(slowest, rate);
                rowsPerInputRow *= Math.max(1e-6, (double) stage.rowsOut / stage.rowsIn);
            }
        }
        return slowest;
    }

    private void endReading(Split<B> split) {
        split.readEnded = true;
        reading.remove(split.lease, split);
        if (split.ranges.isEmpty()) {
            // Cut before anything was read: there is nothing to commit.
            drop(split);
            return;
        }
        Flow<B> first = split.flows.get(0);
        first.setTotal(split.leafSeq);
        checkEnd(first);
    }

    private void endLease(Lease lease) {
        if (leases.remove(lease)) {
            reading.remove(lease);
            commands.closeLease(lease);
        }
    }

    private void endIdleLeases() {
        for (Lease lease : new ArrayList<>(leases)) {
            lease.cut = true;
            if (!lease.reading) {
                Split<B> split = reading.get(lease);
                if (split != null && !split.cancelled) {
                    if (split.atBoundary) {
                        endReading(split);
                    } else {
                        cancel(split);
                    }
                }
                endLease(lease);
            }
        }
    }

    private void arrive(StageState<B> from, Split<B> split, int seq, @Nullable B batch, int rows, long bytes) {
        Flow<B> flow = flowInto(split, from.downstream);
        Chunk<B> chunk = null;
        if (batch != null && rows > 0) {
            chunk = new Chunk<>(from, batch, rows, bytes + CHUNK_OVERHEAD_BYTES);
            budget.add(from, chunk.bytes);
        } else {
            releaseIfAny(batch);
        }
        flow.offer(seq, chunk, c -> admit(flow, c));
        checkEnd(flow);
    }

    private Flow<B> flowInto(Split<B> split, @Nullable StageState<B> stage) {
        for (Flow<B> flow : split.flows) {
            if (flow.stage == stage) {
                return flow;
            }
        }
        throw new PeltonException(ErrorKind.INTERNAL, "Cannot find the edge of split " + split.ref + ".");
    }

    private void admit(Flow<B> flow, Chunk<B> chunk) {
        StageState<B> stage = flow.stage;
        if (stage.limitIndex >= 0) {
            flow.held.add(chunk);
            admitHeld(stage);
            return;
        }
        enqueue(flow, chunk);
    }

    private void enqueue(Flow<B> flow, Chunk<B> chunk) {
        flow.enqueue(chunk);
        flow.stage.queuedRows += chunk.rows;
        flow.stage.queuedBytes += chunk.bytes;
    }

    /** Lets rows through a limit in the order of the input: only the first split that has not ended may pass any. */
    private void admitHeld(StageState<B> stage) {
        for (Flow<B> flow : new ArrayList<>(stage.flows)) {
            while (!flow.held.isEmpty()) {
                admitOne(stage, flow, flow.held.remove());
            }
            if (!flow.inputEnded() && !flow.closed) {
                return;
            }
            checkEnd(flow);
        }
    }

    private void admitOne(StageState<B> stage, Flow<B> flow, Chunk<B> chunk) {
        int rows = (int) Math.min(chunk.rows, stage.limitLeft);
        stage.limitLeft -= rows;
        flow.split.rowsIntoLimits[stage.limitIndex] += rows;
        if (rows < chunk.rows) {
            chunk.cutTo(rows);
        }
        if (rows == 0) {
            discard(chunk, 0);
        } else {
            enqueue(flow, chunk);
        }
        if (stage.limitLeft == 0) {
            limitReached(stage);
        }
    }

    /** No more rows are wanted by a stage: its leaves need not be read on. */
    private void limitReached(StageState<B> stage) {
        if (stage.limitClosed) {
            return;
        }
        stage.limitClosed = true;
        for (StageState<B> up : stage.upstream) {
            stopReading(up);
        }
    }

    private void stopReading(StageState<B> stage) {
        if (stage.spec.role() != StageSpec.Role.LEAF) {
            stage.upstream.forEach(this::stopReading);
            return;
        }
        input.skipLeaf(stage.spec.id());
        for (Lease lease : leases) {
            if (lease.leaf == stage.spec.id()) {
                lease.cut = true;
            }
        }
    }

    private void taskEnded(Task<B> task) {
        Flow<B> flow = task.flow;
        flow.running--;
        flow.stage.running--;
        flow.stage.rowsAtWork -= task.rows;
        if (task.reservedBytes != 0) {
            budget.add(flow.stage, -task.reservedBytes);
        }
        for (int i = 0; i < task.chunks.size(); i++) {
            discard(task.chunks.get(i), task.pieces.get(i).rows());
        }
    }

    /** Counts rows of a chunk as worked off; the last ones release it. */
    private void discard(Chunk<B> chunk, int rows) {
        chunk.unfinishedRows -= rows;
        if (chunk.unfinishedRows == 0) {
            budget.add(chunk.producer, -chunk.bytes);
            commands.release(chunk.batch);
        }
    }

    private void releaseIfAny(@Nullable B batch) {
        if (batch != null) {
            commands.release(batch);
        }
    }

    /** If a flow has ended and its rows are dispatched, tells the next one, or ends the split. */
    private void checkEnd(Flow<B> flow) {
        if (flow.closed || !flow.inputEnded() || flow.rows() > 0) {
            return;
        }
        StageState<B> stage = flow.stage;
        if (stage.downstream != null) {
            flow.closed = true;
            stage.flows.remove(flow);
            if (stage.limitIndex >= 0) {
                admitHeld(stage);
            }
            Flow<B> next = flowInto(flow.split, stage.downstream);
            next.setTotal(flow.dispatched);
            checkEnd(next);
        } else if (flow.running == 0) {
            flow.closed = true;
            stage.flows.remove(flow);
            if (stage.spec.role() == StageSpec.Role.SINK && flow.dispatched > 0) {
                finishing.put(flow.split.ref, flow.split);
                commands.finishSplit(flow.split.ref);
            } else {
                splitLeft(flow.split);
            }
        }
    }

    private void splitLeft(Split<B> split) {
        sizer.left(split.rowsRead, split.rowsOut, now);
        if (root().spec.role() == StageSpec.Role.SINK) {
            left.add(split);
        } else {
            drop(split);
        }
    }

    private StageState<B> root() {
        return stages.get(stages.size() - 1);
    }

    private void drop(Split<B> split) {
        splits.remove(split);
        for (Flow<B> flow : split.flows) {
            flow.closed = true;
            flow.stage.flows.remove(flow);
            flow.stage.queuedRows -= flow.rows();
            flow.stage.queuedBytes -= flow.queuedBytes();
            flow.drop(this::discard);
        }
        stages.stream().filter(s -> s.limitIndex >= 0).forEach(this::admitHeld);
    }

    // ---- failures

    private void retryOrFail(Split<B> split, Throwable cause) {
        boolean again = PeltonException.kindOf(cause) == ErrorKind.TRANSIENT
                && split.ref.attempt() < settings.maxAttempts()
                && state == Outcome.Kind.RUNNING
                && !ordered;
        if (!again) {
            fail(cause);
            return;
        }
        attempts.put(new RowStart(split.ref.part(), split.ref.fromRow()), split.ref.attempt());
        List<RowRange> ranges = new ArrayList<>(split.ranges);
        cancel(split);
        if (!split.readEnded) {
            split.lease.takeRest().forEach(r -> addJoined(ranges, r));
            if (!split.lease.reading) {
                endLease(split.lease);
            }
        }
        input.giveBack(ranges);
    }

    private static void addJoined(List<RowRange> ranges, RowRange next) {
        if (!ranges.isEmpty()) {
            RowRange last = ranges.get(ranges.size() - 1);
            if (last.part() == next.part() && last.toRow() == next.fromRow()) {
                ranges.set(ranges.size() - 1, new RowRange(next.part(), last.fromRow(), next.toRow(), next.endsPart()));
                return;
            }
        }
        ranges.add(next);
    }

    private void cancel(Split<B> split) {
        if (split.cancelled) {
            return;
        }
        split.cancelled = true;
        finishing.remove(split.ref);
        if (ordered && (firstLost == null || split.ref.compareTo(firstLost) < 0)) {
            firstLost = split.ref;
        }
        if (split.writing) {
            commands.abandonSplit(split.ref);
        }
        drop(split);
    }

    private void fail(Throwable cause) {
        if (state == Outcome.Kind.FAILING || ended) {
            return;
        }
        state = Outcome.Kind.FAILING;
        failure = cause;
        for (Split<B> split : new ArrayList<>(splits)) {
            if (!left.contains(split) && !finishing.containsKey(split.ref)) {
                cancel(split);
            }
        }
        endIdleLeases();
    }

    // ---- the end

    /** Records what has left. Where the order counts, only what has nothing open before it. */
    private void commitLeft() {
        if (commitsAwaited > 0 || left.isEmpty()) {
            return;
        }
        List<WrittenSplit> ready = new ArrayList<>();
        left.sort(null);
        for (Split<B> split : List.copyOf(left)) {
            boolean lostBefore = firstLost != null && firstLost.compareTo(split.ref) < 0;
            if (ordered && !lostBefore && splits.first() != split) {
                break;
            }
            splits.remove(split);
            left.remove(split);
            if (lostBefore) {
                commands.abandonSplit(split.ref);
                continue;
            }
            ready.add(new WrittenSplit(split.ref, split.ranges, split.rowsRead, split.limits()));
        }
        if (!ready.isEmpty()) {
            commitsAwaited++;
            commands.commit(ready);
        }
    }

    private void finish() {
        boolean quiet = leases.isEmpty()
                && splits.isEmpty()
                && commitsAwaited == 0
                && stages.stream().allMatch(s -> s.running == 0);
        if (!quiet && !(state == Outcome.Kind.FAILING && nothingUnderWay())) {
            return;
        }
        if (state == Outcome.Kind.STOPPING && published) {
            // Asked too late: everything is done already.
            state = Outcome.Kind.DONE;
        }
        if (state == Outcome.Kind.RUNNING) {
            if (!input.exhausted()) {
                return;
            }
            if (root().spec.role() == StageSpec.Role.SINK && !published) {
                if (!publishing) {
                    publishing = true;
                    commands.publish();
                }
                return;
            }
            state = Outcome.Kind.DONE;
        }
        if (!publishing) {
            ended = true;
            commands.end();
        }
    }

    /** After a failure in the log, splits that have left may never be committed; they do not keep the job alive. */
    private boolean nothingUnderWay() {
        return leases.isEmpty()
                && finishing.isEmpty()
                && commitsAwaited == 0
                && stages.stream().allMatch(s -> s.running == 0);
    }

    private void resize(StageState<B> stage, int actors) {
        int target = Math.max(stage.spec.minActors(), Math.min(actors, stage.spec.maxActors()));
        if (target != stage.target) {
            stage.target = target;
            stage.actors = Math.min(stage.actors, target);
            commands.resize(stage.spec.id(), target);
        }
    }
}
