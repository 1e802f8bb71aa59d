// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.nio.file.Path;
import java.util.List;

/** The memory of a job, and what ten times the input adds to it. */
final class MemWorkload implements Workload {
    private static final String TIMES_TEN = "pelton-x10";

    private final String id;
    private final Workload job;
    private final String pelton;
    private final String floor;
    private final long rows;

    private MemWorkload(String id, Workload job, String pelton, String floor, long rows) {
        this.id = id;
        this.job = job;
        this.pelton = pelton;
        this.floor = floor;
        this.rows = rows;
    }

    /** Of EMB. */
    static MemWorkload ofTexts() {
        return new MemWorkload("MEM", new EmbWorkload(), "pelton", "floor", 3_000);
    }

    /** Of TAB, without warm-up. */
    static MemWorkload ofTables() {
        return new MemWorkload(
                "MEM-TAB", new TabWorkload(TabWorkload.LARGE), TabWorkload.COLD, TabWorkload.COLD_FLOOR, 2_000_000);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String describe() {
        return "the most resident memory of " + job.id() + ", and of " + job.id()
                + " with ten times the rows; rows a second";
    }

    @Override
    public long defaultRows() {
        return rows;
    }

    @Override
    public List<String> engines() {
        return List.of("pelton", TIMES_TEN, "floor");
    }

    @Override
    public void prepare(Path data, long rows) throws Exception {
        job.prepare(data, rows);
        job.prepare(data, 10 * rows);
    }

    @Override
    public long run(Run run) throws Exception {
        boolean isFloor = run.engine().equals("floor");
        long its = run.engine().equals(TIMES_TEN) ? 10 * run.rows() : run.rows();
        return job.run(new Run(isFloor ? floor : pelton, run.data(), run.output(), its));
    }

    @Override
    public void compare(Path expected, Path found, long rows) throws Exception {
        if (!found.endsWith(id() + "-" + TIMES_TEN)) {
            job.compare(expected, found, rows);
        }
    }

    @Override
    public List<Gate> gates() {
        return List.of(Gates.memory("floor", 256L << 20), Gates.memoryGrowth(TIMES_TEN, "pelton", 1.10));
    }
}
