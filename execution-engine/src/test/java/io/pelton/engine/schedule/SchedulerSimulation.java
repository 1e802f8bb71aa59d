// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RetryableException;
import io.pelton.engine.commit.CommittedSplit;
import io.pelton.engine.commit.OutputFile;
import io.pelton.engine.commit.RowRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * One job on a virtual clock: random plan, sizes, speeds and failures from a seed. Runs the job, killing, stopping and
 * failing it as the seed says, again and again until it is done, and checks after every event that the bytes are bounded
 * and at the end that every row left exactly once, in order.
 *
 * <p>Some jobs that write find a log that holds splits, cut otherwise than these runs would; of some another run takes the log
 * over, while they work or before they have opened it, and commits splits of its own.
 */
@NullUnmarked
final class SchedulerSimulation {
    /** Rows by identity: part in the upper half, row in the lower. */
    private static final class Batch {
        final long[] rows;
        boolean released;

        Batch(long[] rows) {
            this.rows = rows;
        }
    }

    private record StageModel(
            StageSpec spec,
            long rowBytes,
            boolean jitter,
            int keepOneIn,
            int copies,
            long nanosPerRow,
            long nanosPerTask) {
        long[] apply(long[] in) {
            return Arrays.stream(in)
                    .filter(r -> keepOneIn == 1 || mix(r + spec.id()) % keepOneIn == 0)
                    .flatMap(r -> java.util.stream.LongStream.range(0, copies).map(i -> r))
                    .toArray();
        }
    }

    private record Timed(long at, long order, Runnable event) {}

    private final long seed;
    private final Random random;
    private final List<StageModel> models = new ArrayList<>();
    private final List<InputPart> parts = new ArrayList<>();
    private final List<Integer> partRows = new ArrayList<>();
    private final Map<Integer, Long> scanLimits = new HashMap<>();
    private final long budget;
    private final double transientRate;
    private final double fatalRate;
    private final double killRate;
    private final boolean hintsHold;
    // The world that outlives a run.
    private final Map<Long, CommittedSplit> committed = new TreeMap<>();
    private final Map<Long, List<Long>> committedOutput = new TreeMap<>();
    private final List<Long> consumed = new ArrayList<>();
    private int foreign;
    private boolean published;
    private final Set<RowRange> readAfterCommit = new HashSet<>();
    // One run.
    private final PriorityQueue<Timed> events =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
    private Scheduler<Batch> scheduler;
    private long now;
    private long order;
    private boolean ended;
    private int runs;
    long worstOvershoot = Long.MIN_VALUE;
    long steps;
    long largeTasks;
    long earlyReads;
    long heldWaits;
    /** Splits that others committed before, and runs that were taken over: at work, and before they had a log. */
    long foundSplits;

    long takeovers;
    long lateTakeovers;

    SchedulerSimulation(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.budget = 2_000L << random.nextInt(8);
        this.transientRate = random.nextInt(3) == 0 ? random.nextDouble() * 0.05 : 0;
        this.fatalRate = random.nextInt(4) == 0 ? random.nextDouble() * 0.01 : 0;
        this.killRate = random.nextInt(3) == 0 ? random.nextDouble() * 0.02 : 0;
        this.hintsHold = random.nextInt(4) != 0;
        buildPlan();
        buildInput();
        if (random.nextInt(4) == 0) {
            commitForeign(1 + random.nextInt(6));
            foundSplits = foreign;
        }
    }

    static long mix(long x) {
        long z = x * 0x9E3779B97F4A7C15L;
        z ^= z >>> 32;
        z *= 0xBF58476D1CE4E5B9L;
        return (z ^ (z >>> 29)) & Long.MAX_VALUE;
    }

    private void buildPlan() {
        int leaves = 1 + random.nextInt(3);
        int middles = random.nextInt(4);
        boolean sink = random.nextInt(3) != 0;
        boolean limited = random.nextInt(4) == 0;
        for (int i = 0; i < leaves; i++) {
            models.add(model(i, StageSpec.Role.LEAF, leaves, OptionalLong.empty()));
        }
        for (int i = 0; i < middles; i++) {
            boolean here = limited && i == middles / 2;
            OptionalLong limit = here ? OptionalLong.of(random.nextInt(300)) : OptionalLong.empty();
            models.add(model(leaves + i, StageSpec.Role.MIDDLE, leaves + i + 1, limit));
        }
        models.add(model(
                leaves + middles, sink ? StageSpec.Role.SINK : StageSpec.Role.CONSUMER, -1, OptionalLong.empty()));
    }

    private StageModel model(int id, StageSpec.Role role, int downstream, OptionalLong limit) {
        long rowBytes = 1L + random.nextInt(role == StageSpec.Role.LEAF ? 20 : 60);
        int keep = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1;
        int copies = random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 1;
        boolean last = role == StageSpec.Role.SINK || role == StageSpec.Role.CONSUMER;
        boolean fast = random.nextInt(3) == 0;
        int batchRows = 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
        StageSpec spec = new StageSpec(
                id,
                role,
                last ? OptionalInt.empty() : OptionalInt.of(downstream),
                batchRows,
                random.nextBoolean(),
                batchRows * (1 + random.nextInt(6)),
                role == StageSpec.Role.MIDDLE ? random.nextInt(2) : 1,
                role == StageSpec.Role.CONSUMER ? 1 : 1 + random.nextInt(4),
                1,
                1 + random.nextInt(3),
                hintsHold ? rowBytes * (last ? 1 : copies) : 1,
                role == StageSpec.Role.LEAF && random.nextInt(3) == 0,
                limit);
        return new StageModel(
                spec,
                rowBytes,
                random.nextBoolean(),
                last ? 1 : keep,
                last ? 1 : copies,
                1L + random.nextInt(fast ? 10_000 : 1_000_000),
                1L + random.nextInt(fast ? 100_000 : 50_000_000));
    }

    private void buildInput() {
        for (StageModel model : models) {
            if (model.spec.role() == StageSpec.Role.LEAF) {
                int n = random.nextInt(5);
                for (int i = 0; i < n; i++) {
                    parts.add(new InputPart(model.spec.id()));
                    partRows.add(random.nextInt(6) == 0 ? 0 : random.nextInt(random.nextBoolean() ? 12 : 150));
                }
                if (random.nextInt(8) == 0) {
                    scanLimits.put(model.spec.id(), (long) random.nextInt(120));
                }
            }
        }
    }

    /** Has another run of the job commit splits of rows that nobody has committed, each of one part. */
    private void commitForeign(int splits) {
        boolean limited = !scanLimits.isEmpty()
                || models.stream().anyMatch(m -> m.spec.inputLimit().isPresent());
        if (!writes() || limited || parts.isEmpty()) {
            return;
        }
        for (int n = 0; n < splits; n++) {
            List<RowRange> free = uncommitted(random.nextInt(parts.size()));
            if (!free.isEmpty()) {
                commitForeign(cut(free.get(random.nextInt(free.size()))));
            }
        }
    }

    private void commitForeign(RowRange range) {
        long[] rows = java.util.stream.LongStream.range(range.fromRow(), range.toRow())
                .map(row -> ((long) range.part() << 32) | row)
                .toArray();
        StageModel stage = model(parts.get(range.part()).leaf());
        long[] out = stage.apply(rows);
        while (stage.spec.downstream().isPresent()) {
            stage = model(stage.spec.downstream().getAsInt());
            out = stage.apply(out);
        }
        long key = - ++foreign;
        committed.put(
                key,
                new CommittedSplit(
                        List.of(range),
                        "f" + foreign,
                        List.of(new OutputFile("s", "n", out.length, 1)),
                        range.rows(),
                        out.length,
                        List.of()));
        committedOutput.put(key, Arrays.stream(out).boxed().toList());
    }

    private List<RowRange> uncommitted(int part) {
        List<RowRange> done = committed.values().stream()
                .flatMap(split -> split.ranges().stream())
                .filter(range -> range.part() == part)
                .sorted((a, b) -> Long.compare(a.fromRow(), b.fromRow()))
                .toList();
        int rows = partRows.get(part);
        List<RowRange> free = new ArrayList<>();
        long from = 0;
        for (RowRange range : done) {
            if (range.fromRow() > from) {
                free.add(new RowRange(part, from, range.fromRow(), false));
            }
            from = range.toRow();
        }
        if (from < rows || done.stream().noneMatch(RowRange::endsPart)) {
            free.add(new RowRange(part, from, rows, true));
        }
        return free;
    }

    /** A part of it, from any row to any other. */
    private RowRange cut(RowRange whole) {
        if (whole.rows() == 0 || random.nextInt(3) == 0) {
            return whole;
        }
        long from = whole.fromRow() + random.nextInt((int) whole.rows());
        long to = from + 1 + random.nextInt((int) (whole.toRow() - from));
        return new RowRange(whole.part(), from, to, whole.endsPart() && to == whole.toRow());
    }

    private StageModel model(int id) {
        return models.get(id);
    }

    private StageModel last() {
        return models.get(models.size() - 1);
    }

    private boolean writes() {
        return last().spec.role() == StageSpec.Role.SINK;
    }

    // ---- running

    void runToTheEnd() {
        while (true) {
            Outcome.Kind kind = runOnce();
            if (kind == Outcome.Kind.DONE) {
                break;
            }
            assertThat(runs).as("runs of seed %d", seed).isLessThan(400);
        }
        verifyOutput();
    }

    private Outcome.@Nullable Kind runOnce() {
        runs++;
        events.clear();
        consumed.clear();
        ended = false;
        World world = new World();
        // A job that writes and has a log already is listed before it starts.
        boolean listsWhileItReads = (committed.isEmpty() || !writes()) && random.nextBoolean();
        world.logOpen = !listsWhileItReads;
        if (!listsWhileItReads) {
            IntStream.range(0, parts.size()).forEach(world.told::add);
        }
        SchedulerSettings settings = new SchedulerSettings(
                budget,
                4,
                java.time.Duration.ofMillis(20L << random.nextInt(6)),
                java.time.Duration.ofSeconds(10),
                1 + random.nextInt(4),
                random.nextInt(4) == 0 ? random.nextInt(50) : 0,
                1L + random.nextInt(2000));
        scheduler = new Scheduler<>(
                new SchedulerInput(
                        models.stream().map(StageModel::spec).toList(),
                        listsWhileItReads ? List.of() : parts,
                        listsWhileItReads ? leaves() : Set.of(),
                        List.copyOf(committed.values()),
                        scanLimits),
                settings,
                world,
                now);
        scheduler.start(now);
        if (listsWhileItReads) {
            world.listFrom(0, 0);
        }
        if (random.nextInt(6) == 0) {
            at(random.nextInt(400) * 1_000_000L, () -> scheduler.stop(now));
        }
        if (random.nextInt(6) == 0) {
            at(random.nextInt(400) * 1_000_000L, world::takenOver);
        }
        // Failures thin out, so that every job ends.
        double thin = Math.pow(0.8, runs);
        while (!ended) {
            Timed next = events.poll();
            if (next == null) {
                fail("Deadlock in seed %d, run %d at %d: %s %s", seed, runs, now, scheduler.outcome(), describe());
            }
            if (random.nextDouble() < killRate * thin) {
                return null;
            }
            now = next.at;
            next.event.run();
            steps++;
            checkBudget();
            world.checkWhyTheLastStageWaits();
        }
        assertThat(events).as("events after the end of seed %d", seed).allMatch(t -> true);
        world.checkAllReleased();
        if (scheduler.outcome().kind() == Outcome.Kind.DONE) {
            assertThat(published).isEqualTo(writes());
            // A limit may come to pass while nobody reads a part that is begun.
            assertThat(scheduler.layoutsKept())
                    .as("layouts of parts that are done, seed %d", seed)
                    .isLessThanOrEqualTo(leaves().size());
        }
        return scheduler.outcome().kind();
    }

    private Set<Integer> leaves() {
        return models.stream()
                .map(StageModel::spec)
                .filter(spec -> spec.role() == StageSpec.Role.LEAF)
                .map(StageSpec::id)
                .collect(Collectors.toSet());
    }

    private String describe() {
        return scheduler.describeFlows() + "\n" + scheduler.stats() + " held " + scheduler.heldBytes() + " of " + budget
                + " splits " + scheduler.openSplits() + " " + models;
    }

    private void checkBudget() {
        long over = scheduler.heldBytes() - budget;
        long allowed = 0;
        for (StageModel m : models) {
            allowed += (long) m.spec.batchRows() * m.spec.rowBytesHint() + Scheduler.CHUNK_OVERHEAD_BYTES;
        }
        worstOvershoot = Math.max(worstOvershoot, over);
        if (hintsHold && over > allowed) {
            fail("Seed %d holds %d of %d bytes, largest %s", seed, scheduler.heldBytes(), budget, allowed);
        }
        assertThat(scheduler.heldBytes()).isGreaterThanOrEqualTo(0);
    }

    private void at(long afterNanos, Runnable event) {
        events.add(new Timed(now + afterNanos, order++, event));
    }

    /** The expected rows that leave, in order. */
    private List<Long> expected() {
        Map<Integer, List<Long>> byStage = new HashMap<>();
        for (StageModel model : models) {
            byStage.put(model.spec.id(), new ArrayList<>());
        }
        Map<Integer, Long> scanned = new HashMap<>();
        for (int p = 0; p < parts.size(); p++) {
            int leaf = parts.get(p).leaf();
            for (int r = 0; r < partRows.get(p); r++) {
                long n = scanned.merge(leaf, 1L, Long::sum);
                if (n <= scanLimits.getOrDefault(leaf, Long.MAX_VALUE)) {
                    byStage.get(leaf).add(((long) p << 32) | r);
                }
            }
        }
        List<Long> out = List.of();
        for (StageModel model : models) {
            List<Long> rows = byStage.get(model.spec.id());
            if (model.spec.inputLimit().isPresent()) {
                rows = rows.subList(
                        0, (int) Math.min(rows.size(), model.spec.inputLimit().getAsLong()));
            }
            long[] after = model.apply(rows.stream().mapToLong(x -> x).toArray());
            if (model.spec.downstream().isPresent()) {
                List<Long> target = byStage.get(model.spec.downstream().getAsInt());
                Arrays.stream(after).forEach(target::add);
            } else {
                out = Arrays.stream(after).boxed().toList();
            }
        }
        return out;
    }

    private void verifyOutput() {
        List<Long> found = new ArrayList<>();
        if (writes()) {
            TreeMap<Long, List<Long>> byPlace = new TreeMap<>();
            for (Map.Entry<Long, CommittedSplit> e : committed.entrySet()) {
                RowRange first = e.getValue().ranges().get(0);
                byPlace.merge(
                        ((long) first.part() << 32) | first.fromRow(), committedOutput.get(e.getKey()), (a, b) -> {
                            List<Long> both = new ArrayList<>(a);
                            both.addAll(b);
                            return both;
                        });
            }
            byPlace.values().forEach(found::addAll);
        } else {
            found.addAll(consumed);
        }
        List<Long> expected = expected();
        if (!found.equals(expected)) {
            int i = 0;
            while (i < Math.min(found.size(), expected.size()) && found.get(i).equals(expected.get(i))) {
                i++;
            }
            fail(
                    "Seed %d gave %d rows instead of %d after %d runs, different from %d on: %s instead of %s. %s %s",
                    seed, found.size(), expected.size(), runs, i, hex(found, i), hex(expected, i), partRows, models);
        }
        assertThat(readAfterCommit)
                .as("ranges of seed %d read after they were committed", seed)
                .isEmpty();
    }

    private static List<String> hex(List<Long> rows, int from) {
        return rows.stream()
                .skip(from)
                .limit(6)
                .map(r -> (r >> 32) + ":" + (int) (long) r)
                .toList();
    }

    // ---- the world that answers

    private final class World implements Commands<Batch> {
        private final Map<Long, List<RowRange>> readers = new HashMap<>();
        private final Map<Long, int[]> readerAt = new HashMap<>();
        private final Map<Long, Long> readerRow = new HashMap<>();
        private final Map<SplitRef, List<Long>> written = new HashMap<>();
        private final Set<Batch> live = new HashSet<>();
        private final int[] actors = new int[models.size()];
        private final int[] wanted = new int[models.size()];
        private final int[] busy = new int[models.size()];
        private final List<List<Runnable>> waiting = new ArrayList<>();
        private final Set<Integer> listedNoFurther = new HashSet<>();
        private boolean logOpen;
        /** Another run has the log: whatever this one would add to it is refused. */
        private boolean fenced;
        /** What this run knows to be committed. */
        private final List<CommittedSplit> known = new ArrayList<>(committed.values());

        /** The parts that the scheduler knows, by their place in the input. */
        private final List<Integer> told = new ArrayList<>();

        World() {
            models.forEach(m -> waiting.add(new ArrayList<>()));
        }

        /** Another run claims the log, and commits something or not. */
        void takenOver() {
            if (published) {
                return;
            }
            int before = foreign;
            commitForeign(random.nextInt(4));
            fenced = logOpen;
            takeovers += fenced ? 1 : 0;
            lateTakeovers += !fenced && foreign > before ? 1 : 0;
        }

        private PeltonException refused() {
            return PeltonException.user("another run has taken over");
        }

        void checkAllReleased() {
            assertThat(live).as("batches of seed %d never released", seed).isEmpty();
            assertThat(scheduler.heldBytes())
                    .as("bytes held at the end of seed %d", seed)
                    .isZero();
        }

        /** Rows that have come so far wait for the log, and for nothing else, until it is open. */
        void checkWhyTheLastStageWaits() {
            StageStats stats = scheduler.stats().get(last().spec.id());
            if (scheduler.outcome().kind() != Outcome.Kind.RUNNING) {
                return;
            }
            boolean held = !logOpen && writes();
            boolean waits = held && stats.queuedRows() > 0;
            heldWaits += waits ? 1 : 0;
            assertThat(stats.held()).as("held").isEqualTo(held);
            assertThat(scheduler.waiting(stats.id()) == Wait.LOG)
                    .as("waits for the log")
                    .isEqualTo(waits);
        }

        private long accounted(int stage, long[] rows) {
            StageModel m = model(stage);
            long each = m.jitter && random.nextBoolean() ? (m.rowBytes + 1) / 2 : m.rowBytes;
            return rows.length * each;
        }

        private Batch batch(long[] rows) {
            Batch b = new Batch(rows);
            live.add(b);
            return b;
        }

        /** Runs something on an actor of a stage once one is free. */
        private void onActor(int stage, long nanos, Runnable body) {
            waiting.get(stage)
                    .add(() -> at(nanos, () -> {
                        busy[stage]--;
                        body.run();
                        startWaiting(stage);
                    }));
            startWaiting(stage);
        }

        private void startWaiting(int stage) {
            while (busy[stage] < Math.max(1, actors[stage])
                    && !waiting.get(stage).isEmpty()) {
                busy[stage]++;
                waiting.get(stage).remove(0).run();
            }
        }

        private @Nullable Throwable trouble() {
            double x = random.nextDouble();
            double thin = Math.pow(0.8, runs);
            if (x < transientRate * thin) {
                return new RetryableException("lost");
            }
            if (x < (transientRate + fatalRate) * thin) {
                return PeltonException.user("bad row");
            }
            return null;
        }

        /** Finds a few parts of a leaf at a time, then goes on with the next leaf, then opens the log. */
        void listFrom(int leaf, int part) {
            long nanos = random.nextBoolean() ? random.nextInt(1_000_000) : random.nextInt(100_000_000);
            if (!leaves().contains(leaf)) {
                at(nanos, () -> {
                    if (committed.isEmpty() || !writes()) {
                        logOpen = true;
                        scheduler.opened(now);
                    } else {
                        scheduler.fatal(refused(), now);
                    }
                });
                return;
            }
            at(nanos, () -> {
                if (random.nextDouble() < fatalRate * Math.pow(0.8, runs)) {
                    scheduler.fatal(PeltonException.user("no such folder"), now);
                    return;
                }
                // Of a job without a log nobody asks for the parts that are not read.
                boolean ends = !writes() && listedNoFurther.contains(leaf);
                int next = part;
                List<InputPart> more = new ArrayList<>();
                while (!ends && isOf(leaf, next) && random.nextInt(3) != 0) {
                    more.add(parts.get(next));
                    told.add(next++);
                }
                if (!more.isEmpty()) {
                    scheduler.parts(more, now);
                }
                if (!ends && isOf(leaf, next)) {
                    listFrom(leaf, next);
                    return;
                }
                scheduler.listed(leaf, now);
                while (isOf(leaf, next)) {
                    next++;
                }
                listFrom(leaf + 1, next);
            });
        }

        private boolean isOf(int leaf, int part) {
            return part < parts.size() && parts.get(part).leaf() == leaf;
        }

        @Override
        public void stopListing(int leaf) {
            assertThat(listedNoFurther.add(leaf)).as("once for leaf %d", leaf).isTrue();
        }

        @Override
        public void loadLayout(int part) {
            at(random.nextInt(30_000_000), () -> {
                int rows = partRows.get(told.get(part));
                List<Long> starts = new ArrayList<>();
                for (long s = 0; s < rows; s += 1 + mix(part) % 40) {
                    starts.add(s);
                }
                scheduler.layout(part, rows, starts, now);
            });
        }

        @Override
        public void read(Lease lease, long maxRows, int chunkRows, int maxChunks) {
            earlyReads += told.size() < parts.size() ? 1 : 0;
            List<RowRange> ranges = readers.computeIfAbsent(lease.id(), id -> List.copyOf(lease.ranges()));
            int[] at = readerAt.computeIfAbsent(lease.id(), id -> new int[1]);
            readerRow.computeIfAbsent(lease.id(), id -> ranges.get(0).fromRow());
            StageModel m = model(lease.stage());
            onActor(lease.stage(), m.nanosPerTask / 10 + random.nextInt(1_000_000), () -> {
                Throwable trouble = trouble();
                if (trouble != null) {
                    scheduler.readFailed(lease, trouble, now);
                    return;
                }
                scheduler.read(lease, chunks(lease, ranges, at, maxRows, chunkRows, maxChunks, m), 1_000, now);
            });
        }

        private List<ReadChunk<Batch>> chunks(
                Lease lease,
                List<RowRange> ranges,
                int[] at,
                long maxRows,
                int chunkRows,
                int maxChunks,
                StageModel m) {
            List<ReadChunk<Batch>> chunks = new ArrayList<>();
            long left = maxRows;
            while (chunks.size() < maxChunks && at[0] < ranges.size() && (left > 0 || chunks.isEmpty())) {
                RowRange range = ranges.get(at[0]);
                long from = readerRow.get(lease.id());
                int n = (int) Math.min(Math.min(left, chunkRows), range.toRow() - from);
                n = Math.max(0, n);
                long[] rows = new long[n];
                for (int i = 0; i < n; i++) {
                    rows[i] = ((long) told.get(range.part()) << 32) | (from + i);
                }
                noteIfCommitted(range.part(), from, from + n);
                left -= n;
                long next = from + n;
                if (next == range.toRow()) {
                    at[0]++;
                    next = at[0] < ranges.size() ? ranges.get(at[0]).fromRow() : 0;
                }
                readerRow.put(lease.id(), next);
                boolean unsure = m.spec.pruned() && at[0] < ranges.size() && random.nextInt(3) == 0;
                long[] out = m.apply(rows);
                long bytes = accounted(lease.stage(), out);
                chunks.add(new ReadChunk<>(
                        out.length == 0 ? null : batch(out), out.length, bytes, n, at[0], unsure ? -1 : next));
            }
            return chunks;
        }

        private void noteIfCommitted(int part, long from, long to) {
            for (CommittedSplit c : known) {
                for (RowRange done : c.ranges()) {
                    if (done.part() == part && done.fromRow() < to && from < done.toRow()) {
                        readAfterCommit.add(new RowRange(part, from, to, false));
                    }
                }
            }
        }

        @Override
        public void closeLease(Lease lease) {
            readers.remove(lease.id());
        }

        @Override
        public void run(Task<Batch> task) {
            StageModel m = model(task.stage());
            assertThat(task.rows()).isLessThanOrEqualTo(m.spec.maxTaskRows());
            largeTasks += task.rows() > m.spec.batchRows() ? 1 : 0;
            long nanos = m.nanosPerTask + m.nanosPerRow * task.rows();
            onActor(task.stage(), (long) (nanos * (0.5 + random.nextDouble())), () -> {
                Throwable trouble = trouble();
                if (trouble != null) {
                    scheduler.failed(task, trouble, now);
                    return;
                }
                long[] out = m.apply(rows(task));
                long bytes = accounted(task.stage(), out);
                scheduler.done(task, out.length == 0 ? null : batch(out), out.length, bytes, nanos, now);
            });
        }

        private long[] rows(Task<Batch> task) {
            return task.pieces().stream()
                    .flatMapToLong(p -> {
                        assertThat(p.batch().released).isFalse();
                        return Arrays.stream(p.batch().rows, p.fromRow(), p.fromRow() + p.rows());
                    })
                    .toArray();
        }

        @Override
        public void write(Task<Batch> task) {
            assertThat(logOpen).as("a log before the first write").isTrue();
            StageModel m = model(task.stage());
            onActor(task.stage(), m.nanosPerTask / 10, () -> {
                Throwable trouble = trouble();
                if (trouble != null) {
                    scheduler.failed(task, trouble, now);
                    return;
                }
                List<Long> rows = written.computeIfAbsent(task.split(), s -> new ArrayList<>());
                Arrays.stream(m.apply(rows(task))).forEach(rows::add);
                scheduler.done(task, null, 0, 0, 1000, now);
            });
        }

        @Override
        public void finishSplit(SplitRef split) {
            onActor(last().spec.id(), 100_000, () -> {
                Throwable trouble = trouble();
                if (trouble != null) {
                    scheduler.writeFailed(split, trouble, now);
                } else {
                    scheduler.written(split, now);
                }
            });
        }

        @Override
        public void abandonSplit(SplitRef split) {
            written.remove(split);
        }

        @Override
        public void emit(Task<Batch> task) {
            Arrays.stream(model(task.stage()).apply(rows(task))).forEach(consumed::add);
            at(random.nextInt(5_000_000), () -> scheduler.done(task, null, 0, 0, 0, now));
        }

        @Override
        public void release(Batch batch) {
            assertThat(batch.released).as("second release in seed %d", seed).isFalse();
            batch.released = true;
            live.remove(batch);
        }

        @Override
        public void commit(List<WrittenSplit> splits) {
            assertThat(logOpen).as("a log before the first commit").isTrue();
            at(random.nextInt(10_000_000), () -> {
                if (fenced || random.nextDouble() < fatalRate * Math.pow(0.8, runs)) {
                    scheduler.commitFailed(fenced ? refused() : PeltonException.user("log"), now);
                    return;
                }
                for (WrittenSplit s : splits) {
                    List<Long> rows = written.getOrDefault(s.ref(), List.of());
                    long key = ((long) runs << 40) | s.ref().id();
                    CommittedSplit entry = new CommittedSplit(
                            s.ranges(),
                            "a" + key,
                            List.of(new OutputFile("s", "n", rows.size(), 1)),
                            s.rowsIn(),
                            rows.size(),
                            s.rowsIntoLimits());
                    committed.put(key, entry);
                    known.add(entry);
                    committedOutput.put(key, rows);
                }
                scheduler.committed(splits, now);
            });
        }

        @Override
        public void publish() {
            assertThat(logOpen).as("a log before publishing").isTrue();
            at(1_000_000, () -> {
                if (fenced) {
                    scheduler.publishFailed(refused(), now);
                    return;
                }
                published = true;
                scheduler.published(now);
            });
        }

        @Override
        public void resize(int stage, int n) {
            wanted[stage] = n;
            at(random.nextInt(50_000_000), () -> {
                actors[stage] = wanted[stage];
                scheduler.actors(stage, actors[stage], now);
                startWaiting(stage);
            });
            if (random.nextInt(3) == 0) {
                at(random.nextInt(200_000_000), () -> scheduler.scale(stage, random.nextInt(5), now));
            }
        }

        @Override
        public void end() {
            ended = true;
        }
    }
}
