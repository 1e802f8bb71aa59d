// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import java.time.Duration;

/**
 * The numbers that the scheduler is held to.
 *
 * @param budgetBytes the accounted bytes that all edges together may hold
 * @param cpus the cores that actors share
 * @param splitTime the least of the time after which a split is cut, so that a crash loses no more of an actor's work
 * @param splitTimeMax the most of it; in between it is 1.2 % of the time run so far
 * @param maxAttempts how often a split may be tried
 * @param minRowsPerFile how many output rows a split should give, so that files do not become dust; 0 for no such wish
 * @param consumerBytes how much is handed to a consumer before it has taken what came earlier
 */
public record SchedulerSettings(
        long budgetBytes,
        int cpus,
        Duration splitTime,
        Duration splitTimeMax,
        int maxAttempts,
        long minRowsPerFile,
        long consumerBytes) {
    /**
     * The defaults: a crash loses at most max(5 s, 2 % of the time so far, 60 s at the most) of each actor's work. A split
     * and what was begun of the next are lost together, so a split gets a little over half of that.
     */
    public static SchedulerSettings of(long budgetBytes, int cpus) {
        return new SchedulerSettings(
                budgetBytes, cpus, Duration.ofSeconds(3), Duration.ofSeconds(36), 3, 0, budgetBytes / 4);
    }

    /** The same with splits that are cut after a time, however long the job has run. */
    public SchedulerSettings withSplitTime(Duration time) {
        return new SchedulerSettings(budgetBytes, cpus, time, time, maxAttempts, minRowsPerFile, consumerBytes);
    }

    /** The same with a wish for the size of files. */
    public SchedulerSettings withMinRowsPerFile(long rows) {
        return new SchedulerSettings(budgetBytes, cpus, splitTime, splitTimeMax, maxAttempts, rows, consumerBytes);
    }
}
