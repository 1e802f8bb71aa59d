// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.engine.commit.RowRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What a scheduler asks its readers for, event by event. */
class ReadingTest extends NoCommands<String> {
    private static final int PARTS = 8;
    private static final long PART_ROWS = 100_000;
    private static final long SPLIT_ROWS = 2000;
    private static final int SMALL_FIRST_TASKS = 3;
    private static final int LEAST_TASK_ROWS = 128;
    private static final long MILLI = 1_000_000;

    private record Read(Lease lease, long maxRows) {}

    private final List<Read> reads = new ArrayList<>();
    private final List<Task<String>> runs = new ArrayList<>();
    private final List<Task<String>> writes = new ArrayList<>();
    /** Splits whose files were to become durable. */
    private final List<SplitRef> finished = new ArrayList<>();

    private long now;

    private static StageSpec stage(int id, StageSpec.Role role, int actors) {
        boolean last = role == StageSpec.Role.SINK;
        return new StageSpec(
                id,
                role,
                last ? OptionalInt.empty() : OptionalInt.of(id + 1),
                last ? 64 * 1024 : 1024,
                false,
                16 * 1024,
                1,
                actors,
                1,
                2,
                8,
                false,
                OptionalLong.empty());
    }

    private Scheduler<String> started(StageSpec... stages) {
        return started(Collections.nCopies(PARTS, PART_ROWS), stages);
    }

    private Scheduler<String> started(List<Long> partRows, StageSpec... stages) {
        SchedulerInput input = new SchedulerInput(
                List.of(stages), Collections.nCopies(partRows.size(), new InputPart(0)), Set.of(), List.of(), Map.of());
        Scheduler<String> scheduler = new Scheduler<>(input, SchedulerSettings.of(256L << 20, 2), this, now);
        scheduler.start(now);
        for (int part = 0; part < partRows.size(); part++) {
            scheduler.layout(part, partRows.get(part), List.of(0L), now);
        }
        for (StageSpec stage : stages) {
            scheduler.actors(stage.id(), 1, now);
        }
        return scheduler;
    }

    /** Answers the last read with so many rows. */
    private void answer(Scheduler<String> scheduler, int rows, long busyNanos) {
        Lease lease = reads.get(reads.size() - 1).lease();
        long row = lease.row + rows;
        boolean end = row == lease.ranges.get(lease.current).toRow();
        ReadChunk<String> chunk =
                new ReadChunk<>("rows", rows, 8L * rows, rows, end ? lease.current + 1 : lease.current, end ? 0 : row);
        now += busyNanos;
        scheduler.read(lease, List.of(chunk), busyNanos, now);
    }

    @Test
    void aReaderThatComesFreeTakesTheLastPartsOfAnothers() {
        Scheduler<String> scheduler = started(stage(0, StageSpec.Role.LEAF, 2), stage(1, StageSpec.Role.SINK, 1));
        // Rows that take a microsecond: all parts are a lease, but for the first, which was begun when that was
        // unknown.
        answer(scheduler, (int) PART_ROWS, 100 * MILLI);
        Lease first = reads.get(1).lease();
        assertThat(first.ranges()).hasSize(PARTS - 1);
        assertThat(first.untouchedRows())
                .as("a step reads a few chunks, whatever else there is room for")
                .isGreaterThanOrEqualTo((PARTS - 1) * PART_ROWS - 16 * 1024);

        scheduler.scale(0, 2, now);
        scheduler.actors(0, 2, now);

        Lease taken = reads.get(2).lease();
        assertThat(taken.ranges().stream().map(RowRange::part)).containsExactly(5, 6, 7);
        assertThat(first.ranges().stream().map(RowRange::part)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aSmallLastPartIsNotTakenAlone() {
        Scheduler<String> scheduler = started(
                List.of(PART_ROWS, 8 * PART_ROWS, 10L),
                stage(0, StageSpec.Role.LEAF, 2),
                stage(1, StageSpec.Role.SINK, 1));
        answer(scheduler, (int) PART_ROWS, 100 * MILLI);

        scheduler.scale(0, 2, now);
        scheduler.actors(0, 2, now);

        Lease first = reads.get(1).lease();
        Lease taken = reads.get(2).lease();
        assertThat(taken.ranges()).hasSize(2);
        assertThat(first.ranges()).hasSize(1);
        assertThat(taken.remainingRows()).isCloseTo(first.untouchedRows(), Percentage.withPercentage(5));
        assertThat(taken.ranges().get(0).fromRow())
                .isEqualTo(first.ranges().get(0).toRow());
    }

    @Test
    void ofAReaderOfVerySlowRowsNoEmptyShareIsTaken() {
        Scheduler<String> scheduler =
                started(List.of(20L), stage(0, StageSpec.Role.LEAF, 2), stage(1, StageSpec.Role.SINK, 1));
        answer(scheduler, 1, 500 * MILLI);

        scheduler.scale(0, 2, now);
        scheduler.actors(0, 2, now);
        for (int event = 0; event < 10; event++) {
            scheduler.scale(0, 2, now);
        }

        assertThat(reads)
                .hasSizeLessThanOrEqualTo(3)
                .allSatisfy(read -> assertThat(read.lease().ranges()).allMatch(range -> range.rows() > 0));
    }

    @Test
    void aShareThatIsReadInNoTimeIsNotTaken() {
        Scheduler<String> scheduler = started(stage(0, StageSpec.Role.LEAF, 2), stage(1, StageSpec.Role.SINK, 1));
        answer(scheduler, (int) PART_ROWS, MILLI);

        scheduler.scale(0, 2, now);
        scheduler.actors(0, 2, now);

        assertThat(reads).hasSize(2);
    }

    @Test
    void aShareIsWorthAsMuchAsSomeSplitsTakeToBecomeDurable() {
        assertThat(readersAfterFilesWereDurable(10 * MILLI)).as("of 40 ms").isEqualTo(2);
        assertThat(readersAfterFilesWereDurable(60 * MILLI)).as("of 240 ms").isEqualTo(1);
        assertThat(readersAfterFilesWereDurable(500 * MILLI)).as("of 250 ms").isEqualTo(1);
    }

    /** How many read the second part, a tenth of a second of reading, after the file of the first took a while. */
    private int readersAfterFilesWereDurable(long finishNanos) {
        reads.clear();
        writes.clear();
        Scheduler<String> scheduler = started(
                List.of(PART_ROWS, 2 * PART_ROWS), stage(0, StageSpec.Role.LEAF, 2), stage(1, StageSpec.Role.SINK, 1));
        answer(scheduler, (int) PART_ROWS, 50 * MILLI);
        writeAll(scheduler);
        now += finishNanos;
        scheduler.written(finished.get(finished.size() - 1), now);

        scheduler.scale(0, 2, now);
        scheduler.actors(0, 2, now);
        return reads.size() - 1;
    }

    @Test
    void aSmallShareIsTakenOnlyWhereReadersAreTheSlowest() {
        assertThat(readersBesideAnOperator(MILLI / 10)).isEqualTo(2);
        assertThat(readersBesideAnOperator(10 * MILLI)).isEqualTo(1);
    }

    /** How many read the second part, a tenth of a second of reading, where an operator takes a while for 1024 rows. */
    private int readersBesideAnOperator(long operatorNanos) {
        reads.clear();
        runs.clear();
        writes.clear();
        Scheduler<String> scheduler = started(
                List.of(1024L, 2 * PART_ROWS),
                stage(0, StageSpec.Role.LEAF, 2),
                stage(1, StageSpec.Role.MIDDLE, 1),
                stage(2, StageSpec.Role.SINK, 1));
        answer(scheduler, 1024, MILLI / 2);
        for (int done = 0; done < runs.size(); done++) {
            Task<String> task = runs.get(done);
            long took = operatorNanos * task.rows() / 1024;
            now += took;
            scheduler.done(task, "rows", task.rows(), 8L * task.rows(), took, now);
        }
        writeAll(scheduler);
        now += MILLI;
        scheduler.written(finished.get(finished.size() - 1), now);

        scheduler.scale(0, 2, now);
        scheduler.actors(0, 2, now);
        return reads.size() - 1;
    }

    @Test
    void noSplitIsCutWhileTheFirstAnswerOfAnOperatorIsNear() {
        Scheduler<String> scheduler = started(
                stage(0, StageSpec.Role.LEAF, 1), stage(1, StageSpec.Role.MIDDLE, 1), stage(2, StageSpec.Role.SINK, 1));
        answer(scheduler, 1024, MILLI);
        assertThat(runs).isNotEmpty();
        assertThat(reads).as("the answer is waited for").hasSize(1);

        Task<String> task = runs.get(0);
        now += MILLI;
        scheduler.done(task, "rows", task.rows(), 8L * task.rows(), MILLI, now);

        assertThat(reads).hasSize(2);
        assertThat(scheduler.openSplits()).as("the split goes on").isEqualTo(1);
    }

    @Test
    void aSlowFirstAnswerIsNotWaitedFor() {
        Scheduler<String> scheduler = started(
                stage(0, StageSpec.Role.LEAF, 1), stage(1, StageSpec.Role.MIDDLE, 1), stage(2, StageSpec.Role.SINK, 1));
        answer(scheduler, 1024, MILLI);

        now += 30 * MILLI;
        scheduler.scale(1, 1, now);

        assertThat(reads).hasSize(2);
        assertThat(scheduler.openSplits()).as("the next split has begun").isEqualTo(2);
    }

    @Test
    void aWriterIsWokenForTheFirstRowsForManyAndForTheLast() {
        Scheduler<String> scheduler = started(stage(0, StageSpec.Role.LEAF, 1), stage(1, StageSpec.Role.SINK, 1));
        answer(scheduler, 1000, MILLI);
        assertThat(writes).hasSize(1);
        written(scheduler);
        answer(scheduler, 1000, MILLI);
        assertThat(writes).as("a few are not worth it").hasSize(1);
        answer(scheduler, 20_000, MILLI);
        assertThat(writes).hasSize(2);
        written(scheduler);
        answer(scheduler, 1000, MILLI);
        assertThat(writes).hasSize(2);
        answer(scheduler, 1000, 30 * MILLI);
        assertThat(writes).as("rows that come slowly are written as they come").hasSize(3);
    }

    @Test
    void aFewLastRowsAreNoTaskOfTheirOwn() {
        List<Integer> sizes = taskSizes(MILLI);

        assertThat(sizes.stream().mapToLong(size -> size).sum()).isEqualTo(SPLIT_ROWS);
        assertThat(sizes.subList(SMALL_FIRST_TASKS, sizes.size()))
                .as("%s", sizes)
                .hasSizeGreaterThan(3)
                .allMatch(size -> size >= LEAST_TASK_ROWS / 2);
    }

    @Test
    void theLastRowsOfASlowOperatorAreTasksOfAMoment() {
        List<Integer> sizes = taskSizes(10 * MILLI);

        assertThat(sizes.stream().mapToLong(size -> size).sum()).isEqualTo(SPLIT_ROWS);
        assertThat(sizes.get(sizes.size() - 1)).as("%s", sizes).isBetween(10, 40);
    }

    @Test
    void aBatchOfAVerySlowOperatorIsCutIntoHalves() {
        // 1,024 rows would take 51 seconds: 128 take 6.4.
        List<Integer> sizes = taskSizes(50 * MILLI);

        assertThat(sizes.stream().mapToLong(size -> size).sum()).isEqualTo(SPLIT_ROWS);
        assertThat(sizes.stream().mapToInt(size -> size).max()).as("%s", sizes).hasValue(128);
        assertThat(sizes.stream().limit(SMALL_FIRST_TASKS)).as("%s", sizes).containsExactly(2, 16, 128);
    }

    @Test
    void aBatchIsNotCutIntoAFewRows() {
        // 64 rows take 64 seconds.
        assertThat(taskSizes(1000 * MILLI).stream()
                        .skip(SMALL_FIRST_TASKS)
                        .mapToInt(size -> size)
                        .max())
                .hasValue(64);
    }

    @Test
    void firstTasksGrowAsEverAfterASlowFirstRow() {
        assertThat(taskSizes(50 * MILLI, 1)).startsWith(2, 16, 128);
    }

    /** The rows of each task of a split of two actors, in their order. */
    private List<Integer> taskSizes(long rowNanos) {
        return taskSizes(rowNanos, 2);
    }

    private List<Integer> taskSizes(long rowNanos, int actors) {
        Scheduler<String> scheduler = started(
                List.of(SPLIT_ROWS),
                stage(0, StageSpec.Role.LEAF, 1),
                stage(1, StageSpec.Role.MIDDLE, actors),
                stage(2, StageSpec.Role.SINK, 1));
        scheduler.scale(1, actors, now);
        scheduler.actors(1, actors, now);
        int answered = 0;
        int done = 0;
        while (answered < reads.size() || done < runs.size()) {
            if (answered < reads.size()) {
                Lease lease = reads.get(answered++).lease();
                answer(scheduler, (int) Math.min(1024, SPLIT_ROWS - lease.row), MILLI);
            } else {
                Task<String> task = runs.get(done++);
                now += task.rows() * rowNanos;
                scheduler.done(task, "rows", task.rows(), 8L * task.rows(), task.rows() * rowNanos, now);
            }
        }
        return runs.stream().map(Task::rows).toList();
    }

    private void writeAll(Scheduler<String> scheduler) {
        for (int done = 0; done < writes.size(); done++) {
            scheduler.done(writes.get(done), null, 0, 0, MILLI, now);
        }
    }

    private void written(Scheduler<String> scheduler) {
        Task<String> task = writes.get(writes.size() - 1);
        scheduler.done(task, null, 0, 0, MILLI, now);
    }

    @Override
    public void read(Lease lease, long maxRows, int chunkRows, int maxChunks) {
        reads.add(new Read(lease, maxRows));
    }

    @Override
    public void run(Task<String> task) {
        runs.add(task);
    }

    @Override
    public void write(Task<String> task) {
        writes.add(task);
    }

    @Override
    public void finishSplit(SplitRef split) {
        finished.add(split);
    }
}
