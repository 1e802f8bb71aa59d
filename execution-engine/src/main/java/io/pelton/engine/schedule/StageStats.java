// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

/**
 * The figures of one stage.
 *
 * @param id the stage
 * @param rowsIn rows taken by finished tasks
 * @param rowsOut rows given
 * @param bytesOut bytes given
 * @param busyNanos the sum over actors of the time they worked
 * @param tasks finished tasks
 * @param running tasks with actors
 * @param actors actors that run
 * @param target actors wanted
 * @param rowsAtWork rows with actors
 * @param queuedRows rows that wait here
 * @param queuedBytes bytes that wait here
 * @param inputEnded whether no more rows will come than those
 * @param blocked whether it had work that it was not given room for
 * @param held whether it takes rows, but does nothing with them before the log is open
 */
public record StageStats(
        int id,
        long rowsIn,
        long rowsOut,
        long bytesOut,
        long busyNanos,
        long tasks,
        int running,
        int actors,
        int target,
        long rowsAtWork,
        long queuedRows,
        long queuedBytes,
        boolean inputEnded,
        boolean blocked,
        boolean held) {}
