// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import java.util.function.IntSupplier;

/**
 * Decides when a split is cut.
 *
 * <p>Crashing loses the splits in flight, so a split should take about {@link SchedulerSettings#splitTime} of wall time.
 * How many rows that is follows from the rate at which rows leave the pipeline, not from the rate at which they are read:
 * a reader runs ahead of a model by all that the edges hold. Where more is expected of what tasks took, that counts: a job
 * begins slowly, and splits that are small for it make it slower, since each leaves a file. A guess that was too high is
 * caught by the clock: a split is also cut once it was read from for its whole time. Splits are a whole number of tasks, so
 * that sort windows stay full, and no smaller than {@value #MIN_ROWS} rows unless the clock says so.
 *
 * <p>Asking changes nothing.
 */
final class SplitSizer {
    /** Three fifths of 2 %, as {@link SchedulerSettings#of} allots: what was begun of the next split is lost too. */
    private static final double SHARE_OF_TIME = 0.012;

    private static final int MIN_ROWS = 1024;

    private static final long MEASURE_NANOS = 200_000_000;

    private final SchedulerSettings settings;
    private final IntSupplier taskRows;
    private final long startNanos;
    private long sinceNanos;
    private long sinceRows;
    private double rowsPerSecond;
    private long leftRows;
    private long outRows;

    /**
     * Makes a sizer that knows no rate as yet.
     *
     * @param taskRows the rows of a task at present, at least one
     */
    SplitSizer(SchedulerSettings settings, IntSupplier taskRows, long startNanos) {
        this.settings = settings;
        this.taskRows = taskRows;
        this.startNanos = startNanos;
        this.sinceNanos = startNanos;
    }

    /** A split has left the pipeline. */
    void left(long inputRows, long outputRows, long nowNanos) {
        leftRows += inputRows;
        outRows += outputRows;
        long elapsed = nowNanos - sinceNanos;
        if (elapsed >= MEASURE_NANOS) {
            double rate = (leftRows - sinceRows) * 1e9 / elapsed;
            rowsPerSecond = rowsPerSecond == 0 ? rate : (rowsPerSecond + rate) / 2;
            sinceNanos = nowNanos;
            sinceRows = leftRows;
        }
    }

    /**
     * The rows after which a split is cut.
     *
     * @param lanes how many splits are read at a time, which share the rate
     * @param guessedRate input rows a second of all lanes, from the tasks that have ended; 0 if none has
     */
    long targetRows(int lanes, double guessedRate, long nowNanos) {
        double rate = Math.max(rowsPerSecond, guessedRate);
        double wanted = Math.max(MIN_ROWS, rate / Math.max(1, lanes) * (splitNanos(nowNanos) / 1e9));
        int task = taskRows.getAsInt();
        long tasks = Math.max(1, Math.round(Math.min(1e15, wanted) / task));
        return Math.max(tasks * task, rowsForFile());
    }

    /** Whether a split that was begun at a time and has so many rows is cut whatever was planned. */
    boolean late(long begunNanos, long rows, long nowNanos) {
        return nowNanos - begunNanos >= splitNanos(nowNanos) && rows >= Math.max(taskRows.getAsInt(), rowsForFile());
    }

    private long splitNanos(long nowNanos) {
        return Math.min(
                settings.splitTimeMax().toNanos(),
                Math.max(settings.splitTime().toNanos(), (long) (SHARE_OF_TIME * (nowNanos - startNanos))));
    }

    /** The input rows of a split whose file is as large as the user wants it at least; 0 if any will do. */
    long rowsForFile() {
        if (settings.minRowsPerFile() == 0) {
            return 0;
        }
        double selectivity = outRows == 0 ? 1 : (double) outRows / leftRows;
        return (long) Math.min(1e12, Math.ceil(settings.minRowsPerFile() / selectivity));
    }
}
