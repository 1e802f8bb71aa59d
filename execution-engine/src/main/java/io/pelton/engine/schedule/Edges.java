// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The exchange: rows between stages, and the tasks that are cut from them.
 *
 * <p>Chunks come in any order and are admitted in theirs ({@link Flow}); tasks take rows from the first split that has
 * enough, in the size that the stage wants, and only if the bytes that they may add have room ({@link Budget}). A chunk is
 * accounted to the stage that made it until every row of it has been worked on.
 */
final class Edges<B> {
    private static final int CONSUMER_CHUNKS = 64;
    /** The first tasks of a stage, each about {@code 1 << SMALL_TASK_BITS} times as large as the one before. */
    private static final int SMALL_TASKS = 3;

    private static final int SMALL_TASK_BITS = 3;
    private static final int SMALLEST_TASK = 1;
    /** No task need be shorter, at the end either: so long may one actor work on when all others have nothing left. */
    private static final double LAST_TASK_NANOS = 200e6;
    /** Writing less than either takes no longer than waking the writer for it, and rows of a split may wait until it ends. */
    private static final int WRITE_ROWS = 16 * 1024;

    private static final long WRITE_BYTES = 256L << 10;
    /** Looked at with each event; at the least whenever pools are looked at, each of which is an event. */
    private static final long WRITE_NANOS = 20_000_000;

    /** What lies before the first edge and behind the last. */
    interface Neighbours<B> {
        /** Reads for a leaf, if it may. */
        void read(StageState<B> leaf);

        /** Whether a leaf has nothing left to read. */
        boolean leafEnded(StageState<B> leaf);

        /** No more rows of a leaf are wanted. */
        void stopReading(StageState<B> leaf);

        /**
         * The last stage has taken all rows of a split.
         *
         * @param any whether there were any
         */
        void rowsLeft(Split<B> split, boolean any);
    }

    private final SchedulerState<B> job;
    private final Neighbours<B> neighbours;

    Edges(SchedulerState<B> job, Neighbours<B> neighbours) {
        this.job = job;
        this.neighbours = neighbours;
    }

    /** Starts what the stage can start now. */
    void dispatch(StageState<B> stage) {
        stage.blocked = false;
        if (stage.target == 0 && stage.queuedRows > 0 && stage.spec.role() != StageSpec.Role.CONSUMER) {
            // The first rows start the first actor of a pool that may be empty.
            job.resize(stage, 1);
        }
        switch (stage.spec.role()) {
            case LEAF -> neighbours.read(stage);
            case MIDDLE -> {
                while (dispatchTask(stage, false)) {}
            }
            case SINK -> dispatchWrites(stage, false);
            case CONSUMER -> dispatchEmits(stage);
        }
    }

    /** Upstream waits for room and this stage for rows: it takes what there is. */
    void dispatchPartial(StageState<B> stage) {
        if (stage.spec.role() == StageSpec.Role.MIDDLE && stage.running == 0) {
            dispatchTask(stage, true);
        } else if (stage.spec.role() == StageSpec.Role.SINK) {
            dispatchWrites(stage, true);
        }
    }

    private boolean dispatchTask(StageState<B> stage, boolean partial) {
        if (stage.queuedRows == 0 || stage.running >= stage.capacity()) {
            return false;
        }
        int batch = batchRows(stage);
        int wanted = taskRows(stage);
        // An idle actor begins with a single batch; one that has work waits for a full task.
        Flow<B> flow = ready(stage, stage.running < stage.actors ? Math.min(batch, wanted) : wanted, partial);
        if (flow == null) {
            return false;
        }
        int rows = wholeBatches(flow, rowsOf(flow, wanted, batch), batch);
        if (rows > batch && isDue(stage, flow.split) && !job.budget.allows(stage, stage.estimate(rows))) {
            rows = batch; // what may go past the budget is no more than that
        }
        long reserve = stage.estimate(rows);
        if (!room(stage, flow.split, reserve)) {
            return false;
        }
        job.budget.add(stage, reserve);
        job.commands.run(begin(flow, rows, reserve));
        return true;
    }

    /** Rows of a task that may have so many, of those that a flow has. */
    private static int rowsOf(Flow<?> flow, int wanted, int batch) {
        boolean isRest = wanted < batch && flow.inputEnded();
        return isRest ? evenPart(flow.rows(), wanted, batch) : (int) Math.min(wanted, flow.rows());
    }

    /**
     * What is cut first from the last rows of a split, where fewer than a batch are wanted: all parts are of about equal
     * sizes, since a few rows that are left over would be a task of their own, and a window too short to be sorted well.
     */
    static int evenPart(long rows, int wanted, int batch) {
        long parts = Math.max((rows + batch - 1) / batch, Math.round((double) rows / wanted));
        return (int) ((rows + parts - 1) / parts);
    }

    /**
     * Cuts a task of several batches where a batch ends, and where chunks do that hold no whole number of them, so that its
     * rows need not be copied together; if it would hold at least half of what it may, also where any other chunk ends, so
     * that chunks need not be shared; what is cut from one chunk is of about equal sizes. The rest of a chunk is a batch too,
     * unless the user asked for batches of a size.
     */
    private static int wholeBatches(Flow<?> flow, int rows, int batch) {
        if (rows <= batch) {
            return rows;
        }
        int head = flow.headRows();
        if (head < batch) {
            return flow.headChunkRows() < batch || flow.stage.spec.sizeAsked() ? batch : head;
        }
        if (head <= rows) {
            int chunks = flow.wholeChunks(rows, batch);
            return 2 * chunks > rows ? chunks : flow.wholeBatches(rows, batch);
        }
        int tasks = (head + rows - 1) / rows;
        int even = (head + tasks - 1) / tasks;
        return Math.min(rows / batch, (even + batch - 1) / batch) * batch;
    }

    /** Rows of one batch: fewer than the stage would take if so many would not fit into its share of the budget. */
    private int batchRows(StageState<B> stage) {
        return (int) Math.max(1, Math.min(stage.batchRows(), fit(stage)));
    }

    /** Rows whose results fit twice into the stage's share, and that its actors can all have two tasks of from upstream's. */
    private double fit(StageState<B> stage) {
        double bytes = stage.rowBytes();
        if (stage.spec.role() == StageSpec.Role.MIDDLE) {
            for (int i = 0; i < stage.upstream.size(); i++) {
                bytes = Math.max(bytes, stage.upstream.get(i).bytesPerRowOut() * stage.actors);
            }
        }
        return job.budget.shareBytes() / 2.0 / bytes;
    }

    /**
     * Rows for one task: a batch, or several if they take little time and fit into the stage's share of the budget; and
     * ever fewer of the last ones, so that its actors end at about the same time (guided self-scheduling: Polychronopoulos
     * and Kuck, IEEE Transactions on Computers 36(12), 1987). The first ones are small too: so rows flow on at once, and
     * what a row costs is known before much is at stake. Where the user asked for a size, that is kept.
     */
    int taskRows(StageState<B> stage) {
        int batch = batchRows(stage);
        boolean leaf = stage.spec.role() == StageSpec.Role.LEAF;
        if (!leaf && stage.spec.role() != StageSpec.Role.MIDDLE) {
            return batch;
        }
        boolean exact = stage.spec.sizeAsked();
        long before = leaf ? stage.tasks : stage.begunTasks;
        if (!exact && before < SMALL_TASKS) {
            // Not of what is left of a batch after a first row that was slow because it was the first.
            int part = stage.spec.batchRows() >> (SMALL_TASK_BITS * (SMALL_TASKS - (int) before));
            return Math.min(batch, Math.max(SMALLEST_TASK, part));
        }
        if (leaf) {
            return batch;
        }
        int most = batch * (int) Math.max(1, Math.min(stage.batchesPerTask(), fit(stage) / batch));
        boolean few = stage.actors > 1 && stage.queuedRows < 2L * stage.actors * most;
        if (!few || !inputEnded(stage)) {
            return most;
        }
        long part = (stage.queuedRows + 2L * stage.actors - 1) / (2L * stage.actors);
        int rows = (int) Math.min(most, Math.max(exact ? batch : lastRows(stage, most), part));
        return exact ? rows / batch * batch : rows;
    }

    /** The least rows of the last tasks: an eighth of what they may have, but no more than takes a moment. */
    private static int lastRows(StageState<?> stage, int most) {
        double soon = stage.rowNanos() > 0 ? LAST_TASK_NANOS / stage.rowNanos() : most;
        return (int) Math.max(1, Math.min(most / 8.0, soon));
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
    boolean room(StageState<B> stage, Split<B> split, long bytes) {
        StageState<B> down = stage.downstream;
        boolean queueRoom = down == null || down.queuedRows < down.queueCapRows();
        if (queueRoom && job.budget.allows(stage, bytes)) {
            return true;
        }
        if (job.budget.escapes(stage, isDue(stage, split))) {
            return true;
        }
        stage.blocked = true;
        return false;
    }

    /** Whether all other splits wait for this one, with nothing of it behind the stage. */
    private boolean isDue(StageState<B> stage, Split<B> split) {
        return job.ordered && job.splits.first() == split && holdsNothing(flowInto(split, stage.downstream));
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
        flow.begunNanos = job.now;
        stage.running++;
        stage.begunNanos = stage.begunTasks == 0 ? job.now : stage.begunNanos;
        stage.begunTasks++;
        stage.rowsAtWork += rows;
        flow.split.begun = true;
        // A flow whose last row is dispatched has told its stage's number of tasks.
        checkEnd(flow);
        return task;
    }

    /**
     * Hands rows to writers.
     *
     * @param few also such as are too few to be worth waking a writer for
     */
    private void dispatchWrites(StageState<B> stage, boolean few) {
        if (stage.held) {
            return;
        }
        for (int i = 0; i < stage.flows.size() && stage.running < stage.actors; i++) {
            Flow<B> flow = stage.flows.get(i);
            if (flow.running == 0 && flow.rows() > 0 && (few || isWorthWriting(flow))) {
                flow.split.writing = true;
                job.commands.write(begin(flow, (int) Math.min(stage.spec.batchRows(), flow.rows()), 0));
            }
        }
    }

    /**
     * Whether a writer is to be woken. The first rows of a split are written at once, so that a sink that cannot be written to
     * is found out soon; and where rows come slowly, all are, so that what writing costs is known.
     */
    private boolean isWorthWriting(Flow<?> flow) {
        return flow.dispatched == 0
                || flow.inputEnded()
                || job.now - flow.begunNanos >= WRITE_NANOS
                || flow.rows() >= WRITE_ROWS
                || flow.queuedBytes() >= WRITE_BYTES;
    }

    private void dispatchEmits(StageState<B> stage) {
        while (!stage.flows.isEmpty() && stage.flows.get(0).headRows() > 0 && emittable(stage)) {
            Flow<B> flow = stage.flows.get(0);
            job.commands.emit(begin(flow, flow.headRows(), 0));
        }
    }

    /** Everything that upstream job.stages hold and that does not wait here is with the consumer or still to come. */
    private boolean emittable(StageState<B> stage) {
        return stage.running == 0
                || (stage.running < CONSUMER_CHUNKS && emittedBytes(stage) < job.settings.consumerBytes());
    }

    private long emittedBytes(StageState<B> stage) {
        long bytes = -stage.queuedBytes;
        for (StageState<B> up : stage.upstream) {
            bytes += up.outBytes;
        }
        return bytes;
    }

    /** Puts a new split on all edges below its leaf. */
    void open(Split<B> split) {
        StageState<B> stage = job.stages.get(split.leaf).downstream;
        while (stage != null) {
            Flow<B> flow = new Flow<>(split, stage);
            split.flows.add(flow);
            stage.addFlow(flow);
            stage = stage.downstream;
        }
        job.splits.add(split);
    }

    /** Takes the answer to task {@code seq} of a split into the edge behind a stage. */
    void arrive(StageState<B> from, Split<B> split, int seq, @Nullable B batch, int rows, long bytes) {
        Flow<B> flow = flowInto(split, from.downstream);
        Chunk<B> chunk = null;
        if (batch != null && rows > 0) {
            chunk = new Chunk<>(from, batch, rows, bytes + Scheduler.CHUNK_OVERHEAD_BYTES);
            job.budget.add(from, chunk.bytes);
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
            closeLimit(stage);
        }
    }

    /** No more rows are wanted by a stage, if a limit has let in all it may: its leaves need not be read on. */
    void closeLimit(StageState<B> stage) {
        if (!stage.limitClosed) {
            stage.limitClosed = true;
            stage.upstream.forEach(this::stopReading);
        }
    }

    private void stopReading(StageState<B> stage) {
        if (stage.spec.role() == StageSpec.Role.LEAF) {
            neighbours.stopReading(stage);
        } else {
            stage.upstream.forEach(this::stopReading);
        }
    }

    /** Whether no more rows will come to a stage than those that wait there. */
    boolean inputEnded(StageState<B> stage) {
        if (stage.spec.role() == StageSpec.Role.LEAF) {
            return neighbours.leafEnded(stage);
        }
        for (int i = 0; i < stage.upstream.size(); i++) {
            StageState<B> up = stage.upstream.get(i);
            if (up.running > 0 || up.queuedRows > 0 || !inputEnded(up)) {
                return false;
            }
        }
        return true;
    }

    /** Gives back what a task held, however it ended. */
    void taskEnded(Task<B> task) {
        Flow<B> flow = task.flow;
        flow.running--;
        flow.stage.running--;
        flow.stage.rowsAtWork -= task.rows;
        if (task.reservedBytes != 0) {
            job.budget.add(flow.stage, -task.reservedBytes);
        }
        for (int i = 0; i < task.chunks.size(); i++) {
            discard(task.chunks.get(i), task.pieces.get(i).rows());
        }
    }

    /** Counts rows of a chunk as worked off; the last ones release it. */
    private void discard(Chunk<B> chunk, int rows) {
        chunk.unfinishedRows -= rows;
        if (chunk.unfinishedRows == 0) {
            job.budget.add(chunk.producer, -chunk.bytes);
            job.commands.release(chunk.batch);
        }
    }

    void releaseIfAny(@Nullable B batch) {
        if (batch != null) {
            job.commands.release(batch);
        }
    }

    /** If a flow has ended and its rows are dispatched, tells the next one, or ends the split. */
    void checkEnd(Flow<B> flow) {
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
            neighbours.rowsLeft(flow.split, flow.dispatched > 0);
        }
    }

    /** Takes a split off all edges, with what waits there. */
    void drop(Split<B> split) {
        job.splits.remove(split);
        for (Flow<B> flow : split.flows) {
            flow.closed = true;
            flow.stage.flows.remove(flow);
            flow.stage.queuedRows -= flow.rows();
            flow.stage.queuedBytes -= flow.queuedBytes();
            flow.drop(this::discard);
        }
        job.stages.stream().filter(s -> s.limitIndex >= 0).forEach(this::admitHeld);
    }
}
