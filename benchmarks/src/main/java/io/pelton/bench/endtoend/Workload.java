// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.nio.file.Path;
import java.util.List;

/** A job that several contestants can do on one input. */
interface Workload {
    /** Its name on the command line and in reports. */
    String id();

    /** What is measured, with shape and units, in a line or two. */
    String describe();

    /** Rows of the input unless the user says otherwise. */
    long defaultRows();

    /** Contestants in the order in which they take turns; Pelton first. */
    List<String> engines();

    /** Makes what all contestants read, once; not measured. */
    void prepare(Path folder, long rows) throws Exception;

    /**
     * Does the job, in a process of its own.
     *
     * @return how many rows, or batches, were done
     */
    long run(String engine, Path folder, Path output, long rows) throws Exception;

    /** Throws if two outputs differ by more than the job's tolerance. */
    void compare(Path expected, Path found, long rows) throws Exception;

    /** What the ratios are held to. */
    List<Gate> gates();

    /** A bound on a ratio, or on a figure. */
    interface Gate {
        String describe();

        /** Whether all that it compares was run. */
        default boolean measured(Results results) {
            return true;
        }

        /** Whether it holds, as far as it was measured. */
        boolean holds(Results results);
    }
}
