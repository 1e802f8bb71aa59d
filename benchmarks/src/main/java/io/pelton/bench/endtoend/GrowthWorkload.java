// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One job at several sizes, whose time and memory for each row should not depend on the size. The contestants are the
 * sizes; each run first does the smallest job once, to warm up.
 */
abstract class GrowthWorkload implements Workload {
    private static final double FLAT = 1.10;

    private final String id;
    private final String describe;
    private final List<Integer> sizes;

    /**
     * Makes one.
     *
     * @param sizes from the smallest to the largest
     */
    GrowthWorkload(String id, String describe, List<Integer> sizes) {
        this.id = id;
        this.describe = describe;
        this.sizes = List.copyOf(sizes);
    }

    /**
     * Does the job at a size.
     *
     * @param output a folder that does not exist yet
     * @return the units that were done
     */
    abstract long job(int size, Path data, Path output, long rows) throws Exception;

    @Override
    public final String id() {
        return "GROWTH-" + id;
    }

    @Override
    public final String describe() {
        return describe + "; warmed up by the smallest size";
    }

    private static String engine(int size) {
        return "size-" + size;
    }

    @Override
    public final List<String> engines() {
        return sizes.stream().map(GrowthWorkload::engine).toList();
    }

    @Override
    public void prepare(Path data, long rows) throws Exception {}

    @Override
    public final long run(Run run) throws Exception {
        job(sizes.get(0), run.data(), run.output().resolve("warm-up"), run.rows());
        run.begin();
        int size = Integer.parseInt(run.engine().substring(engine(0).length() - 1));
        return job(size, run.data(), run.output().resolve("measured"), run.rows());
    }

    @Override
    public final void compare(Path expected, Path found, long rows) {}

    @Override
    public final List<Gate> gates() {
        String smallest = engine(sizes.get(0));
        List<Gate> gates = new ArrayList<>();
        for (int size : sizes.subList(1, sizes.size())) {
            gates.add(Gates.unitTimeGrowth(engine(size), smallest, FLAT));
            gates.add(Gates.memoryGrowth(engine(size), smallest, FLAT));
        }
        return gates;
    }
}
