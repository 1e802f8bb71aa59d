// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.Write;
import io.pelton.engine.plan.optimize.Optimizer;

/** From a logical plan to stages that can run. Pure; any thread may call. */
public final class Planner {
    private Planner() {}

    /**
     * Plans a job.
     *
     * @param plan what to run; its root may be a write, or any node whose rows are iterated
     * @param cores the cores of this machine; no pool gets more actors than they can keep busy
     * @throws io.pelton.dataset.PeltonException of kind USER if an operator does not fit its input
     */
    public static Planned plan(LogicalPlan plan, int cores) {
        LogicalPlan optimised = Optimizer.standard().optimize(plan);
        StageGraph graph = StagePlanner.plan(optimised, cores);
        return new Planned(plan, optimised, graph, cores);
    }

    /**
     * What the result depends on besides the input's content, as a sha256 in hex. That of a large model takes a moment to
     * compute.
     */
    public static String fingerprint(Planned planned) {
        return Fingerprint.of(planned.optimised());
    }

    /** The three plans as text for people: equal plans give equal texts. */
    public static String explain(Planned planned) {
        return "Logical plan\n\n" + PlanText.tree(planned.logical())
                + "\nOptimised plan\n\n" + PlanText.tree(planned.optimised())
                + "\nPhysical plan: " + count(planned.graph().stages().size(), "stage") + " on "
                + count(planned.cores(), "core") + "\n\n" + StageText.of(planned.graph());
    }

    /**
     * The optimised plan in the words of {@link #explain} without where it writes, then a line for each piece of user code
     * and each operator with a hash of what its result depends on: where the fingerprints of two plans differ, so do these.
     */
    public static String describe(Planned planned) {
        LogicalPlan plan = planned.optimised();
        return PlanText.tree(plan instanceof Write ? plan.inputs().get(0) : plan) + Fingerprint.codes(plan);
    }

    private static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
