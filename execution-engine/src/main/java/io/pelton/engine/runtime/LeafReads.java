// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.RecordBatch;
import io.pelton.engine.events.BatchEvent;
import io.pelton.engine.events.StagePlace;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.Lease;
import io.pelton.engine.schedule.ReadChunk;
import io.pelton.engine.schedule.Scheduler;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run reads: a reader for each lease, whose steps go to the actors of the lease's stage.
 *
 * <p><b>Threads.</b> The loop's; the steps themselves run on actors.
 */
final class LeafReads {
    private static final int READ_ROWS = 4096;
    private static final long BATCH_BYTES_MAX = 8L << 20;
    private static final long BATCH_BYTES_MIN = 64L << 10;

    private final String run;
    private final JobSpec spec;
    private final List<Stage> plan;
    private final Allocators allocators;
    private final List<StagePool> pools;
    private final Scheduler<RecordBatch> scheduler;
    private final Map<Long, LeaseReader> readers = new HashMap<>();
    /** Those given up that no actor has put away. */
    private final List<LeaseReader> open = new ArrayList<>();

    private final BitSet partsRead = new BitSet();
    private long bytes;

    LeafReads(
            String run, JobSpec spec, Allocators allocators, List<StagePool> pools, Scheduler<RecordBatch> scheduler) {
        this.run = run;
        this.spec = spec;
        this.plan = spec.planned().graph().stages();
        this.allocators = allocators;
        this.pools = pools;
        this.scheduler = scheduler;
    }

    void read(Lease lease, long maxRows, int chunkRows, int maxChunks) {
        LeaseReader reader = readers.computeIfAbsent(lease.id(), id -> open(lease));
        pools.get(lease.stage()).submit(new Work() {
            @Override
            public Answer perform(@Nullable Steps steps, @Nullable BatchEvent event) throws Exception {
                if (event != null) {
                    event.of("read", 0, 0);
                }
                List<ReadChunk<RecordBatch>> chunks =
                        reader.step(requireNonNull(steps, "steps"), maxRows, chunkRows, maxChunks);
                describe(event, chunks);
                return (busy, now) -> scheduler.read(lease, chunks, busy, now);
            }

            @Override
            public void failed(Throwable cause, long now) {
                scheduler.readFailed(lease, cause, now);
            }
        });
    }

    private static void describe(@Nullable BatchEvent event, List<ReadChunk<RecordBatch>> chunks) {
        if (event != null) {
            event.of(
                    "read",
                    chunks.stream().mapToLong(ReadChunk::inputRows).sum(),
                    chunks.stream().mapToLong(ReadChunk::bytes).sum());
        }
    }

    private LeaseReader open(Lease lease) {
        lease.ranges().forEach(range -> count(range.part()));
        Stage stage = plan.get(lease.stage());
        long share = spec.settings().budgetBytes() / 2 / Math.max(1, plan.size());
        return new LeaseReader(
                new StagePlace(run, lease.stage()),
                spec.catalog(),
                lease.ranges(),
                allocators.of(lease.stage()),
                stage.batchRows() >= READ_ROWS ? stage.batchRows() : READ_ROWS / stage.batchRows() * stage.batchRows(),
                Math.max(BATCH_BYTES_MIN, Math.min(BATCH_BYTES_MAX, share / 4)));
    }

    private void count(int part) {
        if (!partsRead.get(part)) {
            partsRead.set(part);
            bytes += spec.catalog().get(part).part().sizeBytes();
        }
    }

    void close(Lease lease) {
        LeaseReader reader = readers.remove(lease.id());
        if (reader != null && reader.giveUp()) {
            putAway(lease.stage(), reader);
        }
    }

    /** On an actor: a store may take its time, or hang. */
    private void putAway(int stage, LeaseReader reader) {
        pools.get(stage).submit(new Work() {
            @Override
            public Answer perform(@Nullable Steps steps, @Nullable BatchEvent event) {
                if (event != null) {
                    event.of("close", 0, 0);
                }
                reader.putAway();
                return (busy, now) -> {};
            }

            @Override
            public void failed(Throwable cause, long now) {
                open.add(reader);
            }
        });
    }

    /**
     * Closes all readers, on a thread of its own; one in which an actor hangs, when that comes back.
     *
     * @return whether it was done in time
     */
    boolean closeAll() {
        readers.values().stream().filter(LeaseReader::giveUp).forEach(open::add);
        readers.clear();
        List<Runnable> rest =
                open.stream().<Runnable>map(reader -> reader::putAway).toList();
        return JobThreads.runAll("close", rest, spec.patience());
    }

    /** The stored bytes of all parts that were read from. */
    long bytes() {
        return bytes;
    }
}
