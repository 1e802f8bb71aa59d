// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.nio.file.Path;
import java.util.List;

/** The memory of EMB, and what ten times the input adds to it. */
final class MemWorkload implements Workload {
    private static final String TIMES_TEN = "pelton-x10";

    private final EmbWorkload emb = new EmbWorkload();

    @Override
    public String id() {
        return "MEM";
    }

    @Override
    public String describe() {
        return "the most resident memory of EMB, and of EMB with ten times the rows; rows a second";
    }

    @Override
    public long defaultRows() {
        return 3_000;
    }

    @Override
    public List<String> engines() {
        return List.of("pelton", TIMES_TEN, "floor");
    }

    @Override
    public void prepare(Path data, long rows) throws Exception {
        emb.prepare(data, 10 * rows);
    }

    @Override
    public long run(Run run) throws Exception {
        return run.engine().equals(TIMES_TEN)
                ? emb.run(new Run("pelton", run.data(), run.output(), 10 * run.rows()))
                : emb.run(run);
    }

    @Override
    public void compare(Path expected, Path found, long rows) throws Exception {
        if (!found.endsWith(id() + "-" + TIMES_TEN)) {
            emb.compare(expected, found, rows);
        }
    }

    @Override
    public List<Gate> gates() {
        return List.of(Gates.memory("floor", 256L << 20), Gates.memoryGrowth(TIMES_TEN, "pelton", 1.10));
    }
}
