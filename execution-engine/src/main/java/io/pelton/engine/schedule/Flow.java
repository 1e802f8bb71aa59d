// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one split on the edge into one stage: puts chunks back into order, and says when no more will come.
 *
 * <p>Tasks of a stage finish in any order. Each has a number, its place among the stage's tasks for the split, and
 * {@link #offer} admits chunks only in the order of their numbers; a task that gave no rows offers an empty place. When
 * the upstream knows how many numbers there are it calls {@link #setTotal}, and the flow has ended once that many have
 * passed.
 */
final class Flow<B> {
    final Split<B> split;
    final StageState<B> stage;
    private final ArrayDeque<Chunk<B>> queue = new ArrayDeque<>();
    private final Map<Integer, Place<B>> early = new HashMap<>();
    /** Chunks in order that a limit has not let in yet. */
    final ArrayDeque<Chunk<B>> held = new ArrayDeque<>();

    private int headTaken;
    private int nextSeq;
    private int total = -1;
    private long rows;
    /** The number of the next task of the stage for this split. */
    int dispatched;

    /** When its last task was started; meaningless before. */
    long begunNanos;

    int running;
    boolean closed;

    private record Place<B>(@Nullable Chunk<B> chunk) {}

    Flow(Split<B> split, StageState<B> stage) {
        this.split = split;
        this.stage = stage;
    }

    /** Rows that no task has taken. */
    long rows() {
        return rows;
    }

    /** What the untaken rows count for in {@link StageState#queuedBytes}. */
    long queuedBytes() {
        long bytes = 0;
        int taken = headTaken;
        for (Chunk<B> chunk : queue) {
            bytes += chunk.share(chunk.rows - taken);
            taken = 0;
        }
        return bytes;
    }

    void setTotal(int tasks) {
        total = tasks;
    }

    /** Whether all chunks of the split have come. */
    boolean inputEnded() {
        return nextSeq == total && held.isEmpty();
    }

    /** Takes the answer of task {@code seq}; hands on what is in order now. */
    void offer(int seq, @Nullable Chunk<B> chunk, Consumer<Chunk<B>> inOrder) {
        if (seq != nextSeq) {
            early.put(seq, new Place<>(chunk));
            return;
        }
        nextSeq++;
        if (chunk != null) {
            inOrder.accept(chunk);
        }
        while (!early.isEmpty()) {
            Place<B> next = early.remove(nextSeq);
            if (next == null) {
                return;
            }
            nextSeq++;
            if (next.chunk != null) {
                inOrder.accept(next.chunk);
            }
        }
    }

    void enqueue(Chunk<B> chunk) {
        queue.add(chunk);
        rows += chunk.rows;
    }

    /** The next {@code wanted} rows as pieces, and the chunks they lie in. */
    void take(long wanted, List<Piece<B>> pieces, List<Chunk<B>> chunks) {
        long left = wanted;
        while (left > 0) {
            Chunk<B> head = queue.element();
            int n = (int) Math.min(left, head.rows - headTaken);
            pieces.add(new Piece<>(head.batch, headTaken, n));
            chunks.add(head);
            headTaken += n;
            left -= n;
            if (headTaken == head.rows) {
                queue.remove();
                headTaken = 0;
            }
        }
        rows -= wanted;
    }

    /** The rows of the first chunk that no task has taken; 0 if there is none. */
    int headRows() {
        return queue.isEmpty() ? 0 : queue.element().rows - headTaken;
    }

    /** All rows of the first chunk; 0 if there is none. */
    int headChunkRows() {
        return queue.isEmpty() ? 0 : queue.element().rows;
    }

    /** The most rows, up to {@code most}, whose batches of a size each lie in one chunk; the first chunk has such a one. */
    int wholeBatches(int most, int batch) {
        int whole = 0;
        int taken = headTaken;
        for (Chunk<B> chunk : queue) {
            int there = chunk.rows - taken;
            int here = Math.min(there, most - whole) / batch * batch;
            whole += here;
            if (here < there) {
                break;
            }
            taken = 0;
        }
        return whole;
    }

    /** The rows of the first chunks, up to {@code most}, as long as they hold whole batches. */
    int wholeChunks(int most, int batch) {
        int whole = 0;
        int taken = headTaken;
        for (Chunk<B> chunk : queue) {
            int there = chunk.rows - taken;
            if (whole + there > most || there % batch != 0) {
                break;
            }
            whole += there;
            taken = 0;
        }
        return whole;
    }

    /** Empties the flow: every chunk with the rows of it that no task has taken. */
    void drop(ChunkDropper<B> dropper) {
        for (Chunk<B> chunk : queue) {
            dropper.drop(chunk, chunk.rows - headTaken);
            headTaken = 0;
        }
        held.forEach(chunk -> dropper.drop(chunk, chunk.rows));
        for (Place<B> place : new ArrayList<>(early.values())) {
            if (place.chunk != null) {
                dropper.drop(place.chunk, place.chunk.rows);
            }
        }
        queue.clear();
        held.clear();
        early.clear();
        rows = 0;
    }

    @Override
    public String toString() {
        return "[" + rows + " rows, chunk " + nextSeq + " of " + total + ", held " + held.size() + ", early "
                + early.size() + ", task " + dispatched + ", running " + running + "]";
    }

    interface ChunkDropper<B> {
        void drop(Chunk<B> chunk, int untakenRows);
    }
}
