// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import io.pelton.engine.commit.RowRange;
import java.util.List;

/**
 * A split whose rows have all left the pipeline.
 *
 * @param ref the attempt
 * @param ranges the input rows it stands for
 * @param rowsIn the rows it read
 * @param rowsIntoLimits how many of its rows passed each limited stage
 */
public record WrittenSplit(SplitRef ref, List<RowRange> ranges, long rowsIn, List<Long> rowsIntoLimits) {
    public WrittenSplit {
        ranges = List.copyOf(ranges);
        rowsIntoLimits = List.copyOf(rowsIntoLimits);
    }
}
