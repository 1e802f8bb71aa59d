// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.plan.Write;

/**
 * A dataset with the place where it is written: what a job runs. Immutable; nothing happens before {@link #run}.
 *
 * <p><b>Threads.</b> Any thread may call any method.
 */
public final class Pipeline {
    private final Write plan;

    Pipeline(Write plan) {
        this.plan = requireNonNull(plan, "plan");
    }

    /** A pipeline of a plan. */
    public static Pipeline of(Write plan) {
        return new Pipeline(plan);
    }

    /** What the pipeline is, as a tree. */
    public Write plan() {
        return plan;
    }

    /** The logical, optimised and physical plans, as text for people. */
    public String explain() {
        return explain(JobOptions.fromSystemProperties());
    }

    /** As {@link #explain()}, for a run with options. */
    public String explain(JobOptions options) {
        return Engine.load().explain(plan, options);
    }

    /**
     * Runs the pipeline with the options that the system properties give, and waits for its end. Output of an earlier run of
     * the same pipeline is kept and completed.
     *
     * @throws PeltonException if it failed; what was written before the call is still there
     */
    public JobResult run() {
        return run(JobOptions.fromSystemProperties());
    }

    /** As {@link #run()}, with options. */
    public JobResult run(JobOptions options) {
        return Engine.load().run(plan, options);
    }

    @Override
    public String toString() {
        return "Pipeline[" + plan.describe() + "]";
    }
}
