// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A split whose output exists, from exactly one attempt.
 *
 * @param ranges the rows it stands for, at least one range, in order
 * @param attempt the attempt that wrote it
 * @param files what it wrote, in order; none if no row was left
 * @param rowsIn the rows it read
 * @param rowsOut the rows it wrote
 * @param rowsIntoLimits how many of its rows passed each limited stage, by the order of those stages
 */
public record CommittedSplit(
        List<RowRange> ranges,
        String attempt,
        List<OutputFile> files,
        long rowsIn,
        long rowsOut,
        List<Long> rowsIntoLimits) {
    public CommittedSplit {
        ranges = List.copyOf(ranges);
        files = List.copyOf(files);
        rowsIntoLimits = List.copyOf(rowsIntoLimits);
        requireNonNull(attempt, "attempt");
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("a split without rows to stand for");
        }
    }
}
