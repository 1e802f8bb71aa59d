// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.RecordBatch;
import io.pelton.engine.commit.CommittedSplit;
import io.pelton.engine.commit.JobLog;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.events.CommitEvent;
import io.pelton.engine.events.Flight;
import io.pelton.engine.events.PublishEvent;
import io.pelton.engine.schedule.Scheduler;
import io.pelton.engine.schedule.WrittenSplit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * Makes what was written count: commits splits to the log and publishes the output.
 *
 * <p><b>Threads.</b> The loop's; the log is written on a thread of its own, one step after the other.
 */
final class Commits {
    private final String run;
    private final JobLog log;
    private final SplitWrites writes;
    private final InputProgress progress;
    private final Scheduler<RecordBatch> scheduler;
    private final StagePool.Events events;
    private final ExecutorService thread = JobThreads.create("log", 1);
    private List<OutputFile> published = List.of();
    private long rows;
    private long bytes;

    Commits(
            String run,
            JobLog log,
            SplitWrites writes,
            InputProgress progress,
            Scheduler<RecordBatch> scheduler,
            StagePool.Events events) {
        this.run = run;
        this.log = log;
        this.writes = writes;
        this.progress = progress;
        this.scheduler = scheduler;
        this.events = events;
    }

    /** Nothing after {@link #close}: who is told of the end of a step then would begin the next one. */
    void commit(List<WrittenSplit> splits) {
        if (thread.isShutdown()) {
            return;
        }
        List<CommittedSplit> entries = new ArrayList<>(splits.size());
        for (WrittenSplit split : splits) {
            entries.add(entry(split, writes.take(split.ref())));
        }
        thread.execute(() -> {
            try {
                commitNow(entries);
                events.post(() -> {
                    count(entries);
                    scheduler.committed(splits, events.now());
                });
            } catch (Throwable t) {
                events.post(() -> scheduler.commitFailed(t, events.now()));
            }
        });
    }

    private void commitNow(List<CommittedSplit> entries) throws IOException {
        CommitEvent event = Flight.isOn() ? CommitEvent.begun() : null;
        log.commit(entries);
        if (event != null && event.isWanted()) {
            List<OutputFile> files =
                    entries.stream().flatMap(entry -> entry.files().stream()).toList();
            event.tell(
                    run,
                    entries.get(0).attempt(),
                    entries.size(),
                    files.size(),
                    entries.stream().mapToLong(CommittedSplit::rowsOut).sum(),
                    files.stream().mapToLong(OutputFile::bytes).sum());
        }
    }

    private CommittedSplit entry(WrittenSplit split, List<OutputFile> files) {
        return new CommittedSplit(
                split.ranges(),
                writes.attempt(split.ref()),
                files,
                split.rowsIn(),
                files.stream().mapToLong(OutputFile::rows).sum(),
                split.rowsIntoLimits());
    }

    private void count(List<CommittedSplit> entries) {
        for (CommittedSplit entry : entries) {
            progress.done(entry.ranges());
            rows += entry.rowsOut();
            bytes += entry.files().stream().mapToLong(OutputFile::bytes).sum();
        }
    }

    void publish() {
        if (thread.isShutdown()) {
            return;
        }
        thread.execute(() -> {
            try {
                PublishEvent event = Flight.isOn() ? PublishEvent.begun() : null;
                List<OutputFile> files = log.publish();
                if (event != null) {
                    event.ended(run, files.size());
                }
                events.post(() -> {
                    published = files;
                    scheduler.published(events.now());
                });
            } catch (Throwable t) {
                events.post(() -> scheduler.publishFailed(t, events.now()));
            }
        });
    }

    /**
     * Waits for the log's last step.
     *
     * @return whether it has ended
     */
    boolean close(Duration atMost) {
        return JobThreads.end(thread, atMost);
    }

    /** Every file of the published output. */
    List<OutputFile> files() {
        return published;
    }

    /** Rows of committed files. */
    long rows() {
        return rows;
    }

    /** Bytes of committed files. */
    long bytes() {
        return bytes;
    }
}
