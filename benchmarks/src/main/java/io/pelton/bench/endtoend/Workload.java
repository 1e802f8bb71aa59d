// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A job that several contestants can do on one input. */
interface Workload {
    /** Its name on the command line and in reports: that of its group, or that and a variant, as in {@code TAB-64}. */
    String id();

    /** The workloads that share its input and are run by one name. */
    default String group() {
        return id().split("-", 2)[0];
    }

    /** What is measured, with shape and units, and any warm-up, in a line or two. */
    String describe();

    /** Rows of the input unless the user says otherwise. */
    long defaultRows();

    /** Contestants in the order in which they take turns; Pelton first. */
    List<String> engines();

    /** Why a contestant cannot take part here, and what to type so that it can. */
    default Optional<String> missing(String engine) {
        return Optional.empty();
    }

    /**
     * Makes what all contestants read; not measured.
     *
     * @param data a folder of the group that is kept between runs, so that only what is missing is made
     */
    void prepare(Path data, long rows) throws Exception;

    /**
     * Does the job, in a JVM of its own.
     *
     * @return how many rows, or batches, were done
     */
    long run(Run run) throws Exception;

    /**
     * The command of a contestant that is not a JVM of ours; it prints {@link Sample#toLine} with a peak of 0. Empty for
     * those that {@link #run} does.
     */
    default List<String> command(Run run) {
        return List.of();
    }

    /** What JVMs of ours are started with, beside what all are. */
    default List<String> jvmOptions() {
        return List.of();
    }

    /** Throws if two outputs differ by more than the job's tolerance. */
    void compare(Path expected, Path found, long rows) throws Exception;

    /** What the figures are held to. */
    List<Gate> gates();

    /** A bound on a ratio, or on a figure. */
    interface Gate {
        String describe();

        /** Whether all that it compares was run. */
        boolean measured(Results results);

        /** What was found, such as {@code 0.981}; only if measured. */
        double found(Results results);

        /** Whether what was found will do. */
        boolean accepts(double found);

        /** Whether it holds, as far as it was measured. */
        default boolean holds(Results results) {
            return !measured(results) || accepts(found(results));
        }
    }
}
