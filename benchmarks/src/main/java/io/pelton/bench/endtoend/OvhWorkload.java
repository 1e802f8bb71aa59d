// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import java.nio.file.Path;
import java.util.List;

/** What the engine itself costs: batches that two stages hand on unchanged. */
final class OvhWorkload implements Workload {
    static final int LARGE = 65_536;

    private final int batchRows;

    OvhWorkload(int batchRows) {
        this.batchRows = batchRows;
    }

    @Override
    public String id() {
        return batchRows == 1 ? "OVH" : "OVH-ROWS";
    }

    @Override
    public String describe() {
        return batchRows == 1
                ? "int64 rows in batches of one row through two stages that give them back; batches a second"
                : "int64 rows in batches of " + batchRows + " through two stages that give them back; rows a second";
    }

    @Override
    public long defaultRows() {
        return batchRows == 1 ? 1_000_000 : 1_000_000_000;
    }

    @Override
    public List<String> engines() {
        return List.of("pelton");
    }

    @Override
    public void prepare(Path data, long rows) {}

    @Override
    public long run(Run run) {
        return identity(identity(Dataset.range(run.rows()))).count();
    }

    private Dataset identity(Dataset rows) {
        return rows.mapBatches(
                context -> batch -> batch.slice(0, batch.rowCount()),
                Compute.tasks(1).withBatchRows(batchRows));
    }

    @Override
    public void compare(Path expected, Path found, long rows) {}

    @Override
    public List<Gate> gates() {
        return List.of(
                batchRows == 1
                        ? Gates.rate(50_000, "batches")
                        : Gates.rate(50e6 * Runtime.getRuntime().availableProcessors(), "rows"));
    }
}
