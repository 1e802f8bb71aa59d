// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.Compute;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.sink.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A stage while the plan above it is still being cut. */
final class StageBuilder {
    private final int id;
    private final Optional<Scan> scan;
    private final OptionalLong inputLimit;
    private final Schema inputSchema;
    private final List<PhysicalOp> ops = new ArrayList<>();
    private Optional<Sink> sink = Optional.empty();
    private @Nullable StageBuilder downstream;
    private Schema outputSchema;
    private String name;
    private Compute compute;
    private int batchRows;

    private StageBuilder(
            int id,
            String name,
            Optional<Scan> scan,
            OptionalLong inputLimit,
            Schema inputSchema,
            Compute compute,
            int batchRows) {
        this.id = id;
        this.name = name;
        this.scan = scan;
        this.inputLimit = inputLimit;
        this.inputSchema = inputSchema;
        this.outputSchema = inputSchema;
        this.compute = compute;
        this.batchRows = batchRows;
    }

    static StageBuilder leaf(int id, Scan scan, Compute compute, int batchRows) {
        String name = "read " + scan.source().describe();
        return new StageBuilder(id, name, Optional.of(scan), OptionalLong.empty(), scan.schema(), compute, batchRows);
    }

    static StageBuilder inner(
            int id, String name, OptionalLong inputLimit, Schema inputSchema, Compute compute, int batchRows) {
        return new StageBuilder(id, name, Optional.empty(), inputLimit, inputSchema, compute, batchRows);
    }

    int id() {
        return id;
    }

    boolean reads() {
        return scan.isPresent();
    }

    Compute compute() {
        return compute;
    }

    /** Has all of a reader's pool at work from the start, as nothing comes after it that would want the cores. */
    void fillTheMachineIfReader() {
        if (reads()) {
            compute = new Compute(
                    compute.kind(),
                    compute.maxActors(),
                    compute.maxActors(),
                    compute.cpus(),
                    compute.inFlight(),
                    compute.memoryBytes(),
                    compute.batchRows());
        }
    }

    int batchRows() {
        return batchRows;
    }

    Schema inputSchema() {
        return inputSchema;
    }

    Schema outputSchema() {
        return outputSchema;
    }

    List<PhysicalOp> ops() {
        return ops;
    }

    void add(PhysicalOp op) {
        ops.add(op);
        outputSchema = op.outputSchema();
    }

    /** Takes note that one more operator runs in the stage, and what pool and batches they have together. */
    void share(String operator, Compute pool, int rows) {
        name = name + " + " + operator;
        compute = pool;
        batchRows = rows;
    }

    void gives(Schema schema) {
        outputSchema = schema;
    }

    void writeTo(Sink target) {
        sink = Optional.of(target);
    }

    /** Sends the rows to another stage. */
    void flowInto(StageBuilder next) {
        downstream = next;
    }

    Stage build() {
        return new Stage(
                id,
                name,
                scan,
                inputLimit,
                ops,
                sink,
                compute,
                scan.isPresent()
                                && downstream != null
                                && SharedPool.operators(ops).isEmpty()
                        ? readRows(downstream.batchRows)
                        : batchRows,
                downstream == null ? OptionalInt.empty() : OptionalInt.of(downstream.id),
                inputSchema,
                outputSchema);
    }

    /** A multiple of the rows that the next stage takes, so that its batches can be cut without putting two together. */
    private int readRows(int taken) {
        return Math.max(taken, batchRows / taken * taken);
    }
}
