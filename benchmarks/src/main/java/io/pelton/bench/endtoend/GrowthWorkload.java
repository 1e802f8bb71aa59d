// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One job at several sizes, whose time and memory for each unit should not depend on the size. The contestants are the
 * sizes.
 *
 * <p>Each run first does a small job again and again for some seconds, or one of its own size where sizes run other code
 * ({@link #warmUpSize}), so that code is compiled for all sizes alike; then it repeats the job of its size until a time has
 * passed, so that a short one is measured as well as a long one, and in a process that has run for about as long: what a JVM
 * takes outside its heap grows for many seconds, whatever it does.
 *
 * <p>Batches in flight are bounded by a budget that the user sets, and no more than that whatever the size; but the smallest
 * jobs end before it is used up. So each workload has a budget that is small beside all else, and still not so small that
 * batches would be cut into smaller ones for it.
 *
 * <p>Where a unit, such as a file, costs much less than a job, the smallest job is the measure of what any job costs: its
 * time is taken off that of the larger ones, and the growth of what remains is judged.
 */
abstract class GrowthWorkload implements Workload {
    private static final double FLAT = 1.10;
    private static final double LEAST_SECONDS = 6;

    /** What is timed: all of a job, or what it takes more than the smallest one. */
    enum Timed {
        WHOLE,
        MORE_THAN_SMALLEST
    }

    private final String id;
    private final String describe;
    private final List<Integer> sizes;
    private final Timed timed;
    private final double warmUpSeconds;
    private final String budget;

    /**
     * Makes one.
     *
     * @param sizes from the smallest to the largest
     * @param budget for batches in flight, as {@code pelton.memory} takes it
     */
    GrowthWorkload(String id, String describe, List<Integer> sizes, Timed timed, double warmUpSeconds, String budget) {
        this.id = id;
        this.describe = describe;
        this.sizes = List.copyOf(sizes);
        this.timed = timed;
        this.warmUpSeconds = warmUpSeconds;
        this.budget = budget;
    }

    /**
     * Does the job at a size.
     *
     * @param output a folder that does not exist yet
     * @return the units that were done
     */
    abstract long job(int size, Path data, Path output, long rows) throws Exception;

    /** The size of the jobs that come before one of a size: a small one, if all sizes run the same code. */
    int warmUpSize(int size) {
        return sizes.get(timed == Timed.WHOLE ? 0 : 1);
    }

    /** What else is to be told of the last job, which was of a size. */
    String note(int size, Path data) throws Exception {
        return "";
    }

    @Override
    public final List<String> jvmOptions() {
        return LiveMemory.JVM_OPTIONS;
    }

    @Override
    public final String id() {
        return "GROWTH-" + id;
    }

    @Override
    public final String describe() {
        return describe + (timed == Timed.WHOLE ? "" : ", over those of size-" + sizes.get(0)) + "; warmed up for "
                + Math.round(warmUpSeconds) + " s; repeated for " + Math.round(LEAST_SECONDS)
                + " s and more; " + budget
                + " for batches in flight; live memory: outside the heap but for compiled code and the compiler, and on it"
                + " after a full collection, twice a second";
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

    /** Jobs of one size, one after the other. */
    private record Repeated(long units, int jobs, double seconds) {
        Repeated without(Repeated each) {
            return new Repeated(units - jobs * each.units / each.jobs, jobs, seconds - jobs * each.seconds / each.jobs);
        }
    }

    @Override
    public final long run(Run run) throws Exception {
        System.setProperty("pelton.memory", budget);
        int size = Integer.parseInt(run.engine().substring(engine(0).length() - 1));
        boolean whole = timed == Timed.WHOLE || size == sizes.get(0);
        repeat(run, "warm-up", warmUpSize(size), warmUpSeconds);
        Repeated smallest = whole ? new Repeated(0, 1, 0) : repeat(run, "smallest", sizes.get(0), LEAST_SECONDS);
        run.begin();
        Repeated measured;
        try (LiveMemory memory = LiveMemory.watch()) {
            Repeated jobs = repeat(run, "measured", size, LEAST_SECONDS);
            measured = new Repeated(jobs.units, jobs.jobs, jobs.seconds - memory.pausedNanos() / 1e9).without(smallest);
            run.live(memory.mostBytes());
        }
        run.stop(measured.seconds);
        run.note(note(size, run.data()));
        return measured.units;
    }

    private Repeated repeat(Run run, String name, int size, double atLeastSeconds) throws Exception {
        long started = System.nanoTime();
        long units = 0;
        int jobs = 0;
        double seconds = 0;
        while (jobs == 0 || seconds < atLeastSeconds) {
            units += job(size, run.data(), run.output().resolve(name + "-" + jobs), run.rows());
            jobs++;
            seconds = (System.nanoTime() - started) / 1e9;
        }
        return new Repeated(units, jobs, seconds);
    }

    @Override
    public final void compare(Path expected, Path found, long rows) {}

    @Override
    public final List<Gate> gates() {
        int first = timed == Timed.WHOLE ? 0 : 1;
        List<Gate> gates = new ArrayList<>();
        for (int size : sizes.subList(1, sizes.size())) {
            if (size != sizes.get(first)) {
                gates.add(Gates.unitTimeGrowth(engine(size), engine(sizes.get(first)), FLAT));
            }
            gates.add(Gates.liveGrowth(engine(size), engine(sizes.get(0)), FLAT));
        }
        return gates;
    }
}
