// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import static java.util.Objects.requireNonNull;

import io.pelton.engine.commit.RowRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The reading side: leases, who has them, and where splits are cut from what they give.
 *
 * <p>A leaf with a free actor goes on with the lease whose split comes first in the input, begins another, or takes half of
 * what the longest one has left: whole parts if it can. Where the order of rows counts, one lease is read at a time.
 */
final class Reading<B> {
    private static final double READ_NANOS = 3e6;
    private static final int READ_CHUNKS = 16;
    /** What two readers save when they share a lease is worth a split more if it is as much as this ... */
    private static final double WORTH_NANOS = 250e6;
    /** ... or, where only readers hold a job up, as the durable end of so many splits, */
    private static final double WORTH_FINISHES = 4;
    /** and as much as it takes to begin a reader, a split and a file. */
    private static final double LEAST_WORTH_NANOS = 10e6;

    /** How long reading waits for the first answer of an operator. */
    private static final long FIRST_ANSWER_NANOS = 20_000_000;

    private final SchedulerState<B> job;
    private final Edges<B> edges;
    private final Consumer<Split<B>> cancel;
    private final List<Lease> leases = new ArrayList<>();
    private final Map<Lease, Split<B>> reading = new HashMap<>();
    private final Map<RowStart, Integer> attempts = new HashMap<>();

    private record RowStart(int part, long row) {}

    /**
     * Makes a side that reads nothing yet.
     *
     * @param cancel gives a split up whose end cannot be known
     */
    Reading(SchedulerState<B> job, Edges<B> edges, Consumer<Split<B>> cancel) {
        this.job = job;
        this.edges = edges;
        this.cancel = cancel;
    }

    /** Starts reading steps while a leaf has actors for them. */
    void dispatch(StageState<B> leaf) {
        if (job.kind != Outcome.Kind.RUNNING) {
            return;
        }
        while (leaf.running < (job.ordered ? Math.min(1, leaf.actors) : leaf.actors)) {
            Lease lease = nextLease(leaf);
            if (lease == null || !cutLate(lease) || !readStep(leaf, lease)) {
                return;
            }
        }
    }

    /**
     * Ends the split of a lease that has enough rows, if that could not be told when they were read. While it is not known
     * what rows cost, but some are being worked on, the answer is waited for a moment: splits would be cut, each with files
     * of its own, as if rows cost a lot.
     *
     * @return whether the lease may be read on
     */
    private boolean cutLate(Lease lease) {
        Split<B> split = splitOf(lease);
        if (!split.atBoundary || !enough(split)) {
            return true;
        }
        if (isFirstAnswerNear()) {
            return false;
        }
        endReading(split);
        startSplit(lease);
        return true;
    }

    /** Whether a job writes what operators have computed, and none has given any yet. */
    private boolean isCostUnknown() {
        for (StageState<B> stage : job.stages) {
            if (isOperator(stage) && stage.rowNanos() > 0) {
                return false;
            }
        }
        return job.operators && job.writes();
    }

    private boolean isFirstAnswerNear() {
        return isCostUnknown()
                && job.stages.stream()
                        .anyMatch(stage -> isOperator(stage)
                                && stage.running > 0
                                && job.now - stage.begunNanos < FIRST_ANSWER_NANOS);
    }

    private @Nullable Lease nextLease(StageState<B> leaf) {
        Lease best = null;
        for (Lease lease : leases) {
            if (lease.leaf == leaf.spec.id()
                    && !lease.reading
                    && (best == null || splitOf(lease).compareTo(splitOf(best)) < 0)) {
                best = lease;
            }
        }
        if (best != null) {
            return best;
        }
        if (job.ordered && !leases.isEmpty()) {
            return null;
        }
        return newLease(leaf);
    }

    private Split<B> splitOf(Lease lease) {
        return requireNonNull(reading.get(lease), "every lease has a split until it ends");
    }

    private @Nullable Lease newLease(StageState<B> leaf) {
        StageState<B> down = leaf.downstream;
        if (down != null && down.queuedRows >= down.queueCapRows()) {
            return null;
        }
        long target = job.sizer.targetRows(leases.size() + 1, guessedRate(), job.now);
        List<RowRange> ranges = null;
        if (job.input.nextLeaf() == leaf.spec.id()) {
            ranges = job.input.take(target, leaf.spec.pruned());
        } else if (!job.ordered && !leaf.spec.pruned() && job.input.exhausted()) {
            ranges = steal(leaf, target);
        }
        if (ranges == null) {
            return null;
        }
        Lease lease = new Lease(job.nextId(), leaf.spec.id(), ranges);
        leases.add(lease);
        startSplit(lease);
        return lease;
    }

    /** Takes the second half of what the longest lease of a leaf has left, if each half is worth a split. */
    private @Nullable List<RowRange> steal(StageState<B> leaf, long target) {
        Lease longest = null;
        for (Lease lease : leases) {
            if (lease.leaf == leaf.spec.id()
                    && !lease.cut
                    && (longest == null || lease.untouchedRows() > longest.untouchedRows())) {
                longest = lease;
            }
        }
        long worth = Math.max(job.sizer.rowsForFile(), Math.min(target, worthReading(leaf)));
        if (longest == null || longest.untouchedRows() / 2 < worth) {
            return null;
        }
        List<RowRange> taken = new ArrayList<>(longest.takeLastRanges(longest.untouchedRows() / 2));
        if (taken.stream().mapToLong(RowRange::rows).sum() < worth) {
            // What lies before is one large part: half of that too.
            RowRange last = longest.ranges.get(longest.ranges.size() - 1);
            long middle = job.input.middle(last, longest.untouchedFrom());
            longest.ranges.set(longest.ranges.size() - 1, new RowRange(last.part(), last.fromRow(), middle, false));
            taken.add(0, new RowRange(last.part(), middle, last.toRow(), last.endsPart()));
        }
        return taken;
    }

    /** So many rows that reading them takes long beside what a split costs. */
    private long worthReading(StageState<B> leaf) {
        if (leaf.rowsIn == 0) {
            return Long.MAX_VALUE;
        }
        double rowNanos = Math.max(1, (double) leaf.busyNanos) / leaf.rowsIn;
        double worth = WORTH_NANOS;
        if (job.finishNanos > 0 && isHeldUpBy(rowNanos / leases.size())) {
            worth = Math.min(worth, Math.max(LEAST_WORTH_NANOS, WORTH_FINISHES * job.finishNanos));
        }
        return Math.max(1, (long) (worth / rowNanos));
    }

    /** Whether rows that are read in such intervals come more slowly than operators could take them. */
    private boolean isHeldUpBy(double rowNanos) {
        double rate = operatorRate();
        return rate == 0 ? !job.operators : rate > 1e9 / rowNanos;
    }

    private static boolean isOperator(StageState<?> stage) {
        return stage.spec.role() == StageSpec.Role.MIDDLE;
    }

    private void startSplit(Lease lease) {
        RowRange range = lease.ranges.get(lease.current);
        int attempt = attempts.getOrDefault(new RowStart(range.part(), lease.row), 0) + 1;
        Split<B> split = new Split<>(new SplitRef(job.nextId(), range.part(), lease.row, attempt), lease, job.limits);
        split.begunNanos = job.now;
        edges.open(split);
        reading.put(lease, split);
    }

    private boolean readStep(StageState<B> leaf, Lease lease) {
        Split<B> split = reading.get(lease);
        StageState<B> down = leaf.downstream;
        if (down == null || split == null) {
            return false;
        }
        int chunkRows = edges.taskRows(leaf);
        long wanted = Math.max(1, Math.min(lease.remainingRows(), targetRows() - split.rowsRead));
        wanted = Math.max(1, Math.min(wanted, down.queueCapRows() - down.queuedRows));
        int chunks = (int) Math.min((wanted + chunkRows - 1) / chunkRows, readChunks(leaf));
        long each = leaf.estimate((int) Math.min(chunkRows, wanted));
        while (chunks > 1 && !job.budget.allows(leaf, each * chunks)) {
            chunks /= 2;
        }
        if (!edges.room(leaf, split, each * chunks)) {
            return false;
        }
        job.budget.add(leaf, each * chunks);
        lease.reservedBytes = each * chunks;
        lease.reading = true;
        lease.stepRows = (int) Math.min(wanted, (long) chunks * chunkRows);
        leaf.running++;
        leaf.rowsAtWork += lease.stepRows;
        job.commands.read(lease, wanted, chunkRows, chunks);
        return true;
    }

    private int readChunks(StageState<B> leaf) {
        return leaf.taskNanos() <= 0 ? 1 : (int) Math.max(1, Math.min(READ_CHUNKS, READ_NANOS / leaf.taskNanos()));
    }

    /** No more rows of a leaf are wanted. */
    void stop(StageState<B> leaf) {
        job.input.skipLeaf(leaf.spec.id());
        for (Lease lease : leases) {
            lease.cut |= lease.leaf == leaf.spec.id();
        }
    }

    /** Whether a leaf has nothing left to read. */
    boolean ended(StageState<B> leaf) {
        if (!job.input.exhausted()) {
            return false;
        }
        for (Lease lease : leases) {
            if (lease.leaf == leaf.spec.id()) {
                return false;
            }
        }
        return true;
    }

    /** Why a leaf with a free actor, which is not held up by the budget, reads nothing more. */
    Wait waiting(StageState<B> leaf) {
        StageState<B> down = leaf.downstream;
        if (job.input.exhausted() || job.kind != Outcome.Kind.RUNNING) {
            return Wait.END;
        }
        return down != null && down.queuedRows >= down.queueCapRows() ? Wait.ROOM : Wait.INPUT;
    }

    /** Whether nothing is being read. */
    boolean idle() {
        return leases.isEmpty();
    }

    /** A step is done. */
    void read(Lease lease, List<ReadChunk<B>> chunks, long busyNanos) {
        StageState<B> leaf = job.stages.get(lease.leaf);
        Split<B> split = stepDone(leaf, lease);
        if (split == null || split.cancelled) {
            chunks.forEach(c -> edges.releaseIfAny(c.batch()));
            endLease(lease);
        } else {
            for (ReadChunk<B> chunk : chunks) {
                readChunk(leaf, lease, split, chunk, busyNanos / Math.max(1, chunks.size()));
            }
            afterRead(lease, split);
        }
    }

    /** A step has failed: the split that this costs an attempt, if it was not given up already. */
    Optional<Split<B>> failed(Lease lease) {
        Split<B> split = stepDone(job.stages.get(lease.leaf), lease);
        if (split == null || split.cancelled) {
            endLease(lease);
            return Optional.empty();
        }
        return Optional.of(split);
    }

    /** Gives the rows of a cancelled split back, and what its lease had left; they are read again by another lease. */
    void again(Split<B> split) {
        attempts.put(new RowStart(split.ref.part(), split.ref.fromRow()), split.ref.attempt());
        List<RowRange> ranges = new ArrayList<>(split.ranges);
        if (!split.readEnded) {
            split.lease.takeRest().forEach(r -> addJoined(ranges, r));
            if (!split.lease.reading) {
                endLease(split.lease);
            }
        }
        job.input.giveBack(ranges);
    }

    private @Nullable Split<B> stepDone(StageState<B> leaf, Lease lease) {
        job.budget.add(leaf, -lease.reservedBytes);
        lease.reservedBytes = 0;
        lease.reading = false;
        leaf.running--;
        leaf.rowsAtWork -= lease.stepRows;
        return reading.get(lease);
    }

    private void readChunk(StageState<B> leaf, Lease lease, Split<B> split, ReadChunk<B> chunk, long nanos) {
        leaf.observe(chunk.inputRows(), chunk.rows(), chunk.bytes(), nanos);
        split.rowsRead += chunk.inputRows();
        if (leaf.limitIndex >= 0) {
            split.rowsIntoLimits[leaf.limitIndex] += chunk.inputRows();
        }
        if (chunk.row() >= 0) {
            lease.advance(chunk.range(), chunk.row()).forEach(split::add);
        }
        split.atBoundary = chunk.row() >= 0;
        edges.arrive(leaf, split, split.leafSeq++, chunk.batch(), chunk.rows(), chunk.bytes());
    }

    private void afterRead(Lease lease, Split<B> split) {
        boolean stopping = job.kind != Outcome.Kind.RUNNING || lease.cut;
        boolean whole = lease.exhausted();
        if (whole || (split.atBoundary && (stopping || (enough(split) && !isCostUnknown())))) {
            endReading(split);
            if (whole || stopping) {
                endLease(lease);
            } else {
                startSplit(lease);
            }
        } else if (job.kind == Outcome.Kind.STOPPING) {
            // Inside a batch that cannot be numbered: the split cannot end here, so it does not count.
            cancel.accept(split);
            endLease(lease);
        }
    }

    private boolean enough(Split<B> split) {
        return split.rowsRead >= targetRows() || job.sizer.late(split.begunNanos, split.rowsRead, job.now);
    }

    private long targetRows() {
        return job.sizer.targetRows(leases.size(), guessedRate(), job.now);
    }

    /**
     * Input rows a second that the slowest operator could take, or readers where there is none; 0 if that is not known.
     * What sinks take is no guide: they take it for each file, so that small splits would ask for smaller ones.
     */
    private double guessedRate() {
        return job.operators ? operatorRate() : readerRate();
    }

    /** Input rows a second that readers could give with all their actors; 0 before the first. */
    private double readerRate() {
        double read = 0;
        long busy = 0;
        int actors = 0;
        for (StageState<B> stage : job.stages) {
            if (stage.spec.role() == StageSpec.Role.LEAF) {
                read += stage.rowsIn;
                busy += stage.busyNanos;
                actors += stage.actors;
            }
        }
        return busy == 0 ? 0 : 1e9 * read / busy * actors;
    }

    /** Input rows a second that the slowest operator could take, by the tasks that have ended last; 0 if none has anywhere. */
    private double operatorRate() {
        double slowest = 0;
        long read = 0;
        long given = 0;
        double rowsPerInputRow = 1;
        for (StageState<B> stage : job.stages) {
            if (stage.spec.role() == StageSpec.Role.LEAF) {
                read += stage.rowsIn;
                given += stage.rowsOut;
                rowsPerInputRow = read == 0 ? 1 : Math.max(1e-6, (double) given / read);
            } else if (stage.rowNanos() > 0 && isOperator(stage)) {
                double rate = 1e9 / stage.rowNanos() * Math.max(1, stage.actors) / rowsPerInputRow;
                slowest = slowest == 0 ? rate : Math.min(slowest, rate);
                rowsPerInputRow *= Math.max(1e-6, (double) stage.rowsOut / stage.rowsIn);
            }
        }
        return slowest;
    }

    private void endReading(Split<B> split) {
        split.readEnded = true;
        reading.remove(split.lease, split);
        if (split.ranges.isEmpty()) {
            // Cut before anything was read: there is nothing to commit.
            edges.drop(split);
            return;
        }
        Flow<B> first = split.flows.get(0);
        first.setTotal(split.leafSeq);
        edges.checkEnd(first);
    }

    private void endLease(Lease lease) {
        if (leases.remove(lease)) {
            reading.remove(lease);
            for (RowRange range : lease.ranges) {
                if (leases.stream().noneMatch(other -> other.goesThrough(range.part()))) {
                    job.input.readWhole(range.part());
                }
            }
            job.commands.closeLease(lease);
        }
    }

    /** Ends all leases that no actor has; the others end when they come back. */
    void endIdle() {
        for (Lease lease : new ArrayList<>(leases)) {
            lease.cut = true;
            if (!lease.reading) {
                Split<B> split = reading.get(lease);
                if (split != null && !split.cancelled) {
                    if (split.atBoundary) {
                        endReading(split);
                    } else {
                        cancel.accept(split);
                    }
                }
                endLease(lease);
            }
        }
    }

    private static void addJoined(List<RowRange> ranges, RowRange next) {
        if (!ranges.isEmpty()) {
            RowRange last = ranges.get(ranges.size() - 1);
            if (last.part() == next.part() && last.toRow() == next.fromRow()) {
                ranges.set(ranges.size() - 1, new RowRange(next.part(), last.fromRow(), next.toRow(), next.endsPart()));
                return;
            }
        }
        ranges.add(next);
    }
}
