// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import io.pelton.engine.commit.RowRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The scheduler's view of a split on its way through the stages. */
final class Split<B> implements Comparable<Split<B>> {
    final SplitRef ref;
    final int leaf;
    final Lease lease;
    final List<RowRange> ranges = new ArrayList<>();
    final List<Flow<B>> flows = new ArrayList<>();
    final long[] rowsIntoLimits;
    /** When its reading began. */
    long begunNanos;
    /** When its files were to become durable. */
    long finishNanos;

    long rowsRead;
    long rowsOut;
    /** Steps of the leaf so far: the sequence number of its next chunk. */
    int leafSeq;
    /** Whether the last row is read. */
    boolean readEnded;
    /** Whether the reader stands where a split may end. */
    boolean atBoundary;
    /** Whether anything but reading was begun. */
    boolean begun;

    boolean writing;
    boolean cancelled;

    Split(SplitRef ref, Lease lease, int limits) {
        this.ref = ref;
        this.leaf = lease.leaf;
        this.lease = lease;
        this.rowsIntoLimits = new long[limits];
    }

    List<Long> limits() {
        return Arrays.stream(rowsIntoLimits).boxed().toList();
    }

    /** Adds a range that was read; joins it to the last one where they touch. */
    void add(RowRange range) {
        if (!ranges.isEmpty()) {
            RowRange last = ranges.get(ranges.size() - 1);
            if (last.part() == range.part() && last.toRow() == range.fromRow()) {
                ranges.set(
                        ranges.size() - 1, new RowRange(range.part(), last.fromRow(), range.toRow(), range.endsPart()));
                return;
            }
        }
        ranges.add(range);
    }

    @Override
    public int compareTo(Split<B> other) {
        return ref.compareTo(other.ref);
    }

    @Override
    public boolean equals(Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
