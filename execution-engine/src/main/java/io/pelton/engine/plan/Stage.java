// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.Compute;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.sink.Sink;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Fused operators that run together on one actor pool, between exchanges. Rows enter from a scan or from the stages
 * whose {@code downstream} this is; they leave to {@code downstream}, or to the sink, or to whoever iterates.
 *
 * @param id its place in {@link StageGraph#stages}
 * @param name what plans and progress call it
 * @param scan what it reads, if it is a leaf
 * @param inputLimit how many rows may enter it, in the order of the input, if fewer than all
 * @param ops its steps, in order; may be empty
 * @param sink where its rows are written, if it is the last stage of a job that writes
 * @param compute the size of its pool
 * @param batchRows the rows in a batch that enters it (for a leaf: that it reads), at most
 * @param downstream the stage that takes its rows; empty for the last
 * @param inputSchema the schema of entering rows (for a leaf: of those read)
 * @param outputSchema the schema of leaving rows
 */
public record Stage(
        int id,
        String name,
        Optional<Scan> scan,
        OptionalLong inputLimit,
        List<PhysicalOp> ops,
        Optional<Sink> sink,
        Compute compute,
        int batchRows,
        OptionalInt downstream,
        Schema inputSchema,
        Schema outputSchema) {
    public Stage {
        ops = List.copyOf(ops);
    }
}
