// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.engine.commit.JobLog;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.events.BatchEvent;
import io.pelton.engine.io.parquet.BufferPool;
import io.pelton.engine.io.parquet.DictionaryMemory;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.Piece;
import io.pelton.engine.schedule.Scheduler;
import io.pelton.engine.schedule.SplitRef;
import io.pelton.engine.schedule.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run writes: the files of each split, on the actors of the sink, until the split's commit takes them.
 *
 * <p><b>Threads.</b> The loop's; files are written on actors.
 */
final class SplitWrites {
    private final JobSpec spec;
    private final Stage root;
    private final ParquetSink sink;
    private final JobLog log;
    private final StagePool pool;
    private final Scheduler<RecordBatch> scheduler;
    private final BufferPool buffers = BufferPool.shared();
    private final DictionaryMemory dictionaries = new DictionaryMemory();
    /** By the id of their attempt, as are those that are finished. */
    private final Map<Long, SplitFiles> writers = new HashMap<>();

    private final Map<Long, List<OutputFile>> finished = new HashMap<>();
    /** Given up, and not removed by an actor: it could not, or there was none any more. */
    private final List<SplitFiles> unremoved = new ArrayList<>();

    /**
     * Makes the writing side of a job.
     *
     * @param pool the actors of the sink
     */
    SplitWrites(JobSpec spec, JobLog log, StagePool pool, Scheduler<RecordBatch> scheduler) {
        this.spec = spec;
        this.root = spec.planned().graph().root();
        this.sink = (ParquetSink) root.sink().orElseThrow();
        this.log = log;
        this.pool = pool;
        this.scheduler = scheduler;
    }

    void write(Task<RecordBatch> task) {
        SplitFiles files = writers.computeIfAbsent(task.split().id(), id -> files(task.split()));
        pool.submit(new Work() {
            @Override
            public Answer perform(@Nullable Steps steps, @Nullable BatchEvent event) throws Exception {
                if (event != null) {
                    event.of("write", task.rows(), bytes(task));
                }
                files.write(task.pieces());
                return (busy, now) -> scheduler.done(task, null, 0, 0, busy, now);
            }

            @Override
            public void failed(Throwable cause, long now) {
                scheduler.failed(task, cause, now);
            }
        });
    }

    private static long bytes(Task<RecordBatch> task) {
        long bytes = 0;
        for (Piece<RecordBatch> piece : task.pieces()) {
            RecordBatch batch = piece.batch();
            bytes += batch.sizeBytes() * piece.rows() / Math.max(1, batch.rowCount());
        }
        return bytes;
    }

    private SplitFiles files(SplitRef split) {
        return new SplitFiles(
                spec.store(),
                sink.path(),
                log.stagingFolder(),
                sink,
                root.inputSchema(),
                buffers,
                dictionaries,
                attempt(split),
                split);
    }

    /** The name of an attempt at a split, which no other attempt of any run has. */
    String attempt(SplitRef split) {
        return "e" + log.epoch() + "-s" + split.id();
    }

    void finish(SplitRef split) {
        SplitFiles files = requireNonNull(writers.get(split.id()));
        pool.submit(new Work() {
            @Override
            public Answer perform(@Nullable Steps steps, @Nullable BatchEvent event) throws Exception {
                if (event != null) {
                    event.of("finish", 0, 0);
                }
                List<OutputFile> done = files.finish();
                return (busy, now) -> {
                    writers.remove(split.id());
                    finished.put(split.id(), done);
                    scheduler.written(split, now);
                };
            }

            @Override
            public void failed(Throwable cause, long now) {
                scheduler.writeFailed(split, cause, now);
            }
        });
    }

    void abandon(SplitRef split) {
        finished.remove(split.id());
        SplitFiles files = writers.remove(split.id());
        if (files == null || !files.giveUp()) {
            return;
        }
        pool.submit(new Work() {
            @Override
            public Answer perform(@Nullable Steps steps, @Nullable BatchEvent event) throws Exception {
                if (event != null) {
                    event.of("abandon", 0, 0);
                }
                files.remove();
                return (busy, now) -> {};
            }

            @Override
            public void failed(Throwable cause, long now) {
                unremoved.add(files);
            }
        });
    }

    /**
     * Removes what no actor has removed, once none works any more; on a thread of its own, as the store may hang.
     *
     * @return whether it was done in time
     */
    boolean removeRest(Duration atMost) {
        List<Runnable> rest =
                unremoved.stream().<Runnable>map(files -> () -> remove(files)).toList();
        return JobThreads.runAll("clean-up", rest, atMost);
    }

    private static void remove(SplitFiles files) {
        try {
            files.remove();
        } catch (IOException | RuntimeException e) {
            // What is left behind is removed when the job is published.
        }
    }

    /** The files of a split that is about to be committed; none if it has no rows. */
    List<OutputFile> take(SplitRef split) {
        return requireNonNullElse(finished.remove(split.id()), List.of());
    }
}
