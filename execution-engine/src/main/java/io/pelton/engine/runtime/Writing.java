// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.RecordBatch;
import io.pelton.engine.commit.JobLog;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.schedule.Scheduler;
import io.pelton.engine.schedule.SplitRef;
import io.pelton.engine.schedule.Task;
import io.pelton.engine.schedule.WrittenSplit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The far end of a run that writes: files, and what makes them count. Nothing is to be done before the log is open, nor
 * ever in a run that is iterated.
 *
 * <p><b>Threads.</b> The loop's.
 */
final class Writing {
    private final String run;
    private final JobSpec spec;
    private final StagePool pool;
    private final InputProgress progress;
    private final Scheduler<RecordBatch> scheduler;
    private final StagePool.Events events;
    private @Nullable SplitWrites writes;
    private @Nullable Commits commits;

    /**
     * Makes an end without a log.
     *
     * @param pool the actors of the sink
     */
    Writing(
            String run,
            JobSpec spec,
            StagePool pool,
            InputProgress progress,
            Scheduler<RecordBatch> scheduler,
            StagePool.Events events) {
        this.run = run;
        this.spec = spec;
        this.pool = pool;
        this.progress = progress;
        this.scheduler = scheduler;
        this.events = events;
    }

    /** The log is open. */
    void begin(JobLog log) {
        SplitWrites files = new SplitWrites(spec, log, pool, scheduler);
        writes = files;
        commits = new Commits(run, log, files, progress, scheduler, events);
    }

    void write(Task<RecordBatch> task) {
        requireNonNull(writes).write(task);
    }

    void finish(SplitRef split) {
        requireNonNull(writes).finish(split);
    }

    void abandon(SplitRef split) {
        if (writes != null) {
            writes.abandon(split);
        }
    }

    void commit(List<WrittenSplit> splits) {
        requireNonNull(commits).commit(splits);
    }

    void publish() {
        requireNonNull(commits).publish();
    }

    /**
     * Waits for the log's last step.
     *
     * @return whether it has ended
     */
    boolean close() {
        return commits == null || commits.close(spec.patience());
    }

    /**
     * Removes what was given up and no actor has removed, once none works any more.
     *
     * @return whether it was done in time
     */
    boolean removeRest() {
        return writes == null || writes.removeRest(spec.patience());
    }

    /** Every file of the published output. */
    List<OutputFile> files() {
        return commits == null ? List.of() : commits.files();
    }

    /** Rows of committed files. */
    long rows() {
        return commits == null ? 0 : commits.rows();
    }

    /** Bytes of committed files. */
    long bytes() {
        return commits == null ? 0 : commits.bytes();
    }
}
