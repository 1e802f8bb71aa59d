// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the scheduler keeps for one stage: its flows, its actors, its bytes and its figures. */
final class StageState<B> {
    /** An actor may have more tasks than its bound while they are worth less than this together. */
    private static final double IN_FLIGHT_NANOS = 2e6;

    private static final int IN_FLIGHT_MAX = 256;
    /** Batches are handed over together while they are worth no more than this. */
    private static final double TASK_NANOS = 3e6;
    /** A batch that takes longer than this is cut into halves: its rows are lost together, and wait for each other. */
    private static final double BATCH_NANOS = 8e9;

    private static final int LEAST_CUT_ROWS = 64;

    final StageSpec spec;
    final @Nullable StageState<B> downstream;
    final List<StageState<B>> upstream = new ArrayList<>();
    /** Splits that still send rows here, by their place in the input. */
    final List<Flow<B>> flows = new ArrayList<>();

    /** Which limit this stage has, or -1. */
    int limitIndex = -1;

    long limitLeft;
    boolean limitClosed;
    int actors;
    int target;
    int running;
    boolean blocked;
    /** Set while it may take rows, but do nothing with them. */
    boolean held;

    /** Bytes of chunks that it made and that are not worked off, and what its running tasks may add. */
    long outBytes;

    long rowsAtWork;
    long queuedRows;
    long queuedBytes;
    long rowsIn;
    long rowsOut;
    long bytesOut;
    long busyNanos;
    /** Tasks that were started, and those that are done. */
    long begunTasks;

    long tasks;
    /** When its first task was started; meaningless before. */
    long begunNanos;

    private double rowBytes;
    private boolean rowBytesSeen;
    private double taskNanos;
    private double rowNanos;

    StageState(StageSpec spec, @Nullable StageState<B> downstream) {
        this.spec = spec;
        this.downstream = downstream;
        this.rowBytes = Math.max(1, spec.rowBytesHint());
        if (downstream != null) {
            downstream.upstream.add(this);
        }
    }

    /** Bytes that a task of so many rows is expected to give, at the most. */
    long estimate(int rows) {
        return (long) Math.ceil(rows * rowBytes) + Scheduler.CHUNK_OVERHEAD_BYTES;
    }

    /** Bytes of a row that it gave, on average; 0 before the first. */
    double bytesPerRowOut() {
        return rowsOut == 0 ? 0 : (double) bytesOut / rowsOut;
    }

    /** Bytes that it gives for a row it takes, at the most. */
    double rowBytes() {
        return rowBytes;
    }

    /**
     * Counts a finished task.
     *
     * @param bytes of its output's data, without overhead
     */
    void observe(int inRows, int outRows, long bytes, long nanos) {
        tasks++;
        rowsIn += inRows;
        rowsOut += outRows;
        bytesOut += bytes;
        busyNanos += nanos;
        taskNanos = taskNanos == 0 ? nanos : taskNanos * 0.8 + nanos * 0.2;
        if (inRows > 0) {
            double perRow = (double) nanos / inRows;
            rowNanos = rowNanos == 0 ? perRow : rowNanos * 0.8 + perRow * 0.2;
            double seen = (double) bytes / inRows;
            rowBytes = rowBytesSeen ? Math.max(rowBytes, seen) : Math.max(1, seen);
            rowBytesSeen = true;
        }
    }

    /** What a row took in the last tasks; 0 if none has ended. */
    double rowNanos() {
        return rowNanos;
    }

    double taskNanos() {
        return taskNanos;
    }

    /**
     * Rows of one batch: as many as the stage is made for, or half of that, a quarter and so on if they take too long on
     * average. Halves, since two small batches are then as good as a large one where splits have a whole number of either.
     */
    int batchRows() {
        int rows = spec.batchRows();
        if (rowsIn == 0 || spec.sizeAsked() || spec.role() != StageSpec.Role.MIDDLE) {
            return rows;
        }
        double average = (double) busyNanos / rowsIn;
        while (rows >= 2 * LEAST_CUT_ROWS && rows * average > BATCH_NANOS) {
            rows /= 2;
        }
        return rows;
    }

    /** The batches that a task is best made of: so many that its time is long beside that of handing it over. */
    int batchesPerTask() {
        if (rowNanos <= 0 || spec.role() != StageSpec.Role.MIDDLE) {
            return 1;
        }
        int most = Math.max(1, spec.maxTaskRows() / spec.batchRows());
        return (int) Math.max(1, Math.min(most, TASK_NANOS / (rowNanos * spec.batchRows())));
    }

    /** The tasks that one actor may have. */
    int inFlightPerActor() {
        if (taskNanos <= 0) {
            return spec.inFlightPerActor();
        }
        return (int) Math.max(spec.inFlightPerActor(), Math.min(IN_FLIGHT_MAX, IN_FLIGHT_NANOS / taskNanos));
    }

    int capacity() {
        return actors * inFlightPerActor();
    }

    /** Rows that may wait here before its upstreams stop making more: enough to keep its actors busy, and no more. */
    long queueCapRows() {
        if (held || spec.role() == StageSpec.Role.CONSUMER) {
            return Long.MAX_VALUE / 4;
        }
        int tasks = spec.role() == StageSpec.Role.SINK ? actors : Math.max(1, actors) * inFlightPerActor() + 1;
        return (long) batchRows() * batchesPerTask() * (tasks + 1);
    }

    void addFlow(Flow<B> flow) {
        int at = flows.size();
        while (at > 0 && flows.get(at - 1).split.compareTo(flow.split) > 0) {
            at--;
        }
        flows.add(at, flow);
    }

    StageStats stats(boolean inputEnded) {
        return new StageStats(
                spec.id(),
                rowsIn,
                rowsOut,
                bytesOut,
                busyNanos,
                tasks,
                running,
                actors,
                target,
                rowsAtWork,
                queuedRows,
                queuedBytes,
                inputEnded,
                blocked,
                held);
    }
}
