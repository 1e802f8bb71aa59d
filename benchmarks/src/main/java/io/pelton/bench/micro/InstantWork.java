// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.micro;

import io.pelton.engine.commit.RowRange;
import io.pelton.engine.schedule.Commands;
import io.pelton.engine.schedule.Lease;
import io.pelton.engine.schedule.ReadChunk;
import io.pelton.engine.schedule.Scheduler;
import io.pelton.engine.schedule.SplitRef;
import io.pelton.engine.schedule.Task;
import io.pelton.engine.schedule.WrittenSplit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Does at once whatever a scheduler asks for; its answers come one after the other, as events. */
final class InstantWork implements Commands<String> {
    private static final int ROW_BYTES = 8;
    private static final long NANOS = 1000;
    private static final String BATCH = "batch";

    private final long rows;
    private final Deque<Consumer<Scheduler<String>>> answers = new ArrayDeque<>();
    private final Map<Lease, Place> places = new HashMap<>();
    private long now;
    private long consumed;
    private boolean ended;

    /** Where the reader of a lease is. */
    private static final class Place {
        int range;
        long row;
    }

    /** Has one part of so many rows. */
    InstantWork(long rows) {
        this.rows = rows;
    }

    /** Runs a job to its end. */
    void drive(Scheduler<String> scheduler) {
        scheduler.start(now);
        while (!ended) {
            Consumer<Scheduler<String>> answer = answers.poll();
            if (answer == null) {
                throw new IllegalStateException("the job waits for nothing: " + scheduler.outcome());
            }
            now += NANOS;
            answer.accept(scheduler);
        }
        if (consumed != rows) {
            throw new IllegalStateException("consumed " + consumed + " of " + rows + " rows");
        }
    }

    long consumedRows() {
        return consumed;
    }

    @Override
    public void stopListing(int leaf) {}

    @Override
    public void loadLayout(int part) {
        answers.add(s -> s.layout(part, rows, List.of(), now));
    }

    @Override
    public void read(Lease lease, long maxRows, int chunkRows, int maxChunks) {
        Place place = places.computeIfAbsent(lease, l -> {
            Place first = new Place();
            first.row = l.ranges().get(0).fromRow();
            return first;
        });
        List<ReadChunk<String>> chunks = new ArrayList<>(maxChunks);
        long left = maxRows;
        while (chunks.size() < maxChunks
                && left > 0
                && place.range < lease.ranges().size()) {
            RowRange range = lease.ranges().get(place.range);
            int n = (int) Math.min(Math.min(left, chunkRows), range.toRow() - place.row);
            place.row += n;
            left -= n;
            if (place.row == range.toRow()) {
                place.range++;
                place.row = place.range < lease.ranges().size()
                        ? lease.ranges().get(place.range).fromRow()
                        : 0;
            }
            chunks.add(new ReadChunk<>(BATCH, n, (long) n * ROW_BYTES, n, place.range, place.row));
        }
        answers.add(s -> s.read(lease, chunks, NANOS, now));
    }

    @Override
    public void closeLease(Lease lease) {
        places.remove(lease);
    }

    @Override
    public void run(Task<String> task) {
        answers.add(s -> s.done(task, BATCH, task.rows(), (long) task.rows() * ROW_BYTES, NANOS, now));
    }

    @Override
    public void write(Task<String> task) {
        throw new IllegalStateException("there is no sink");
    }

    @Override
    public void finishSplit(SplitRef split) {
        answers.add(s -> s.written(split, now));
    }

    @Override
    public void abandonSplit(SplitRef split) {}

    @Override
    public void emit(Task<String> task) {
        consumed += task.rows();
        answers.add(s -> s.done(task, null, 0, 0, 0, now));
    }

    @Override
    public void release(String batch) {}

    @Override
    public void commit(List<WrittenSplit> splits) {
        answers.add(s -> s.committed(splits, now));
    }

    @Override
    public void publish() {
        answers.add(s -> s.published(now));
    }

    @Override
    public void resize(int stage, int actors) {
        answers.add(s -> s.actors(stage, actors, now));
    }

    @Override
    public void end() {
        ended = true;
    }
}
