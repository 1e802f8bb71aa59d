// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

/**
 * Decides after how many input rows a split is cut.
 *
 * <p>Crashing loses the splits in flight, so a split should take about {@link SchedulerSettings#splitTime} of wall time.
 * How many rows that is follows from the rate at which rows leave the pipeline, not from the rate at which they are read:
 * a reader runs ahead of a model by all that the edges hold. Before a first split has left, a split is one task of the
 * stage with the largest tasks. From then on it grows at most fourfold at a time, so that one odd measurement does no
 * harm, and is a whole number of those tasks, so that sort windows stay full.
 */
final class SplitSizer {
    private static final long MEASURE_NANOS = 200_000_000;

    private final SchedulerSettings settings;
    private final int taskRows;
    private final long startNanos;
    private long sinceNanos;
    private long sinceRows;
    private double rowsPerSecond;
    private long leftRows;
    private long outRows;
    private long lastTarget;

    SplitSizer(SchedulerSettings settings, int taskRows, long startNanos) {
        this.settings = settings;
        this.taskRows = Math.max(1, taskRows);
        this.startNanos = startNanos;
        this.sinceNanos = startNanos;
        this.lastTarget = this.taskRows;
    }

    /** A split has left the pipeline. */
    void left(long inputRows, long outputRows, long nowNanos) {
        leftRows += inputRows;
        outRows += outputRows;
        long elapsed = nowNanos - sinceNanos;
        if (rowsPerSecond == 0 ? elapsed > 0 : elapsed >= MEASURE_NANOS) {
            double rate = (leftRows - sinceRows) * 1e9 / elapsed;
            rowsPerSecond = rowsPerSecond == 0 ? rate : (rowsPerSecond + rate) / 2;
            sinceNanos = nowNanos;
            sinceRows = leftRows;
        }
    }

    /**
     * The rows of the next split.
     *
     * @param lanes how many splits are read at a time, which share the rate
     */
    long targetRows(int lanes, long nowNanos) {
        if (rowsPerSecond == 0) {
            return Math.max(lastTarget, rowsForFile());
        }
        double seconds = Math.min(
                        settings.splitTimeMax().toNanos(),
                        Math.max(settings.splitTime().toNanos(), (nowNanos - startNanos) / 50.0))
                / 1e9;
        double wanted = rowsPerSecond / Math.max(1, lanes) * seconds;
        long tasks = Math.max(1, Math.round(Math.min(wanted, 4.0 * lastTarget) / taskRows));
        lastTarget = tasks * taskRows;
        return Math.max(lastTarget, rowsForFile());
    }

    private long rowsForFile() {
        if (settings.minRowsPerFile() == 0) {
            return 0;
        }
        double selectivity = outRows == 0 ? 1 : (double) outRows / leftRows;
        return (long) Math.min(1e12, Math.ceil(settings.minRowsPerFile() / selectivity));
    }
}
