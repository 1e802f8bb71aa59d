// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tasks of tiny batches where what comes behind a stage is slow, so that the stage is always short of room. */
class ShortOfRoomTest extends NoCommands<String> {
    private static final int BATCH = 64;
    private static final int ROW_BYTES = 8;
    private static final long PART_ROWS = 1_000_000;
    private static final long BUDGET = 256L << 10;
    private static final int CHUNK = 1024;
    private static final int FIRST = 1;
    private static final int SLOW = 2;
    private static final int WARM_UP_TASKS = 20;

    private record Read(Lease lease, int rows) {}

    private final Deque<Read> reads = new ArrayDeque<>();
    private final List<Deque<Task<String>>> tasks = List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
    private final List<Integer> rowsOfFirst = new ArrayList<>();
    private boolean ended;
    private long now;

    private static StageSpec stage(int id, StageSpec.Role role, int batchRows) {
        boolean last = role == StageSpec.Role.CONSUMER;
        return new StageSpec(
                id,
                role,
                last ? OptionalInt.empty() : OptionalInt.of(id + 1),
                batchRows,
                role == StageSpec.Role.MIDDLE,
                16 * 1024,
                1,
                1,
                1,
                2,
                ROW_BYTES,
                false,
                OptionalLong.empty());
    }

    private Scheduler<String> started() {
        List<StageSpec> stages = List.of(
                stage(0, StageSpec.Role.LEAF, CHUNK),
                stage(FIRST, StageSpec.Role.MIDDLE, BATCH),
                stage(SLOW, StageSpec.Role.MIDDLE, BATCH),
                stage(3, StageSpec.Role.CONSUMER, CHUNK));
        SchedulerInput input = new SchedulerInput(stages, List.of(new InputPart(0)), Set.of(), List.of(), Map.of());
        Scheduler<String> scheduler = new Scheduler<>(input, SchedulerSettings.of(BUDGET, 2), this, now);
        scheduler.start(now);
        scheduler.layout(0, PART_ROWS, List.of(0L), now);
        stages.forEach(stage -> scheduler.actors(stage.id(), 1, now));
        return scheduler;
    }

    /** Does what was asked for first of all that can be done, in the order of the stages; false if there is nothing. */
    private boolean step(Scheduler<String> scheduler) {
        now += 1000;
        Read read = reads.poll();
        if (read != null) {
            long row = Math.min(PART_ROWS, read.lease.row + read.rows);
            int rows = (int) (row - read.lease.row);
            boolean end = row == read.lease.ranges.get(read.lease.current).toRow();
            int range = end ? read.lease.current + 1 : read.lease.current;
            scheduler.read(
                    read.lease,
                    List.of(new ReadChunk<>("rows", rows, (long) rows * ROW_BYTES, rows, range, end ? 0 : row)),
                    rows,
                    now);
            return true;
        }
        for (Deque<Task<String>> ofStage : tasks) {
            Task<String> task = ofStage.poll();
            if (task != null) {
                scheduler.done(task, "rows", task.rows(), (long) task.rows() * ROW_BYTES, task.rows(), now);
                return true;
            }
        }
        return false;
    }

    @Test
    void aStageWaitsForRoomForAWholeTaskInsteadOfHandingOverSingleBatches() {
        Scheduler<String> scheduler = started();

        while (!ended && step(scheduler)) {
            assertThat(scheduler.heldBytes()).isLessThanOrEqualTo(BUDGET);
        }

        assertThat(ended).isTrue();
        List<Integer> warm = rowsOfFirst.subList(WARM_UP_TASKS, rowsOfFirst.size() - WARM_UP_TASKS);
        assertThat(warm).hasSizeGreaterThan(WARM_UP_TASKS).allMatch(rows -> rows >= 8 * BATCH);
    }

    @Override
    public void read(Lease lease, long maxRows, int chunkRows, int maxChunks) {
        reads.add(new Read(lease, (int) Math.min(maxRows, chunkRows)));
    }

    @Override
    public void run(Task<String> task) {
        tasks.get(task.stage() - FIRST).add(task);
        if (task.stage() == FIRST) {
            rowsOfFirst.add(task.rows());
        }
    }

    @Override
    public void emit(Task<String> task) {
        tasks.get(2).add(task);
    }

    @Override
    public void end() {
        ended = true;
    }
}
