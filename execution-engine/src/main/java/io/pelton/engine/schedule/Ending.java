// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The far side: splits whose rows have all been taken become durable, then committed, and at the end published. */
final class Ending<B> {
    private final SchedulerState<B> job;
    private final Edges<B> edges;
    /** By the id of their attempt. */
    private final Map<Long, Split<B>> finishing = new HashMap<>();

    private final List<Split<B>> left = new ArrayList<>();
    /** Where the order counts: nothing from here on may be committed. */
    private @Nullable SplitRef firstLost;

    private int commitsAwaited;
    private boolean publishing;
    private boolean published;
    private long committedRows;
    private long committedSplits;

    Ending(SchedulerState<B> job, Edges<B> edges) {
        this.job = job;
        this.edges = edges;
    }

    /** The last stage has taken all rows of a split; if there were any and they are written, files must be made durable. */
    void rowsLeft(Split<B> split, boolean any) {
        if (any && job.writes()) {
            finishing.put(split.ref.id(), split);
            split.finishNanos = job.now;
            job.commands.finishSplit(split.ref);
        } else {
            splitLeft(split);
        }
    }

    /** The files of a split are durable. */
    void written(SplitRef ref) {
        finished(ref).ifPresent(split -> {
            long took = Math.max(1, job.now - split.finishNanos);
            job.finishNanos = job.finishNanos == 0 ? took : (job.finishNanos + took) / 2;
            splitLeft(split);
        });
    }

    /** Stops waiting for the files of a split; empty if nobody did. */
    Optional<Split<B>> finished(SplitRef ref) {
        return Optional.ofNullable(finishing.remove(ref.id()));
    }

    private void splitLeft(Split<B> split) {
        job.sizer.left(split.rowsRead, split.rowsOut, job.now);
        if (job.writes()) {
            left.add(split);
        } else {
            edges.drop(split);
        }
    }

    /** A split is given up. */
    void lost(Split<B> split) {
        finishing.remove(split.ref.id());
        if (job.ordered && (firstLost == null || split.ref.compareTo(firstLost) < 0)) {
            firstLost = split.ref;
        }
    }

    /** Whether nothing can happen to a split any more but its commit, or the end of its files. */
    boolean holds(Split<B> split) {
        return left.contains(split) || finishing.containsKey(split.ref.id());
    }

    boolean hasLeft(Split<B> split) {
        return left.contains(split);
    }

    void committed(List<WrittenSplit> done) {
        commitsAwaited--;
        committedSplits += done.size();
        done.forEach(split -> committedRows += split.rowsIn());
    }

    void commitFailed() {
        commitsAwaited--;
    }

    void published() {
        publishing = false;
        published = true;
    }

    void publishFailed() {
        publishing = false;
    }

    long committedRows() {
        return committedRows;
    }

    long committedSplits() {
        return committedSplits;
    }

    /** Records what has left. Where the order counts, only what has nothing open before it. */
    void commitLeft() {
        if (commitsAwaited > 0 || left.isEmpty() || job.root().held) {
            return;
        }
        List<WrittenSplit> ready = new ArrayList<>();
        left.sort(null);
        for (Split<B> split : List.copyOf(left)) {
            boolean lostBefore = firstLost != null && firstLost.compareTo(split.ref) < 0;
            if (job.ordered && !lostBefore && job.splits.first() != split) {
                break;
            }
            job.splits.remove(split);
            left.remove(split);
            if (lostBefore) {
                job.commands.abandonSplit(split.ref);
                continue;
            }
            ready.add(new WrittenSplit(split.ref, split.ranges, split.rowsRead, split.limits()));
        }
        if (!ready.isEmpty()) {
            commitsAwaited++;
            job.commands.commit(ready);
        }
    }

    /**
     * Publishes or ends, if nothing else is left to do.
     *
     * @return whether the job has ended
     */
    boolean finish(boolean readingIdle) {
        boolean still = readingIdle && commitsAwaited == 0 && !publishing && !job.working();
        // After a failure in the log, splits that have left may never be committed; they do not keep the job alive.
        boolean failed = job.kind == Outcome.Kind.FAILING && finishing.isEmpty();
        if (!still || !(job.splits.isEmpty() || failed)) {
            return false;
        }
        if (job.kind == Outcome.Kind.STOPPING && published) {
            // Asked too late: everything is done already.
            job.kind = Outcome.Kind.DONE;
        }
        if (job.kind == Outcome.Kind.RUNNING) {
            if (!job.input.exhausted() || job.root().held) {
                return false;
            }
            if (job.writes() && !published) {
                publishing = true;
                job.commands.publish();
                return false;
            }
            job.kind = Outcome.Kind.DONE;
        }
        return true;
    }
}
