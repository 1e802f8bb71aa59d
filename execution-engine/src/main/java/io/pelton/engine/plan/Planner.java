// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.plan.LogicalPlan;
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

    /** The three plans as text for people: equal plans give equal texts. */
    public static String explain(Planned planned) {
        return "Logical plan\n\n" + PlanText.tree(planned.logical())
                + "\nOptimised plan\n\n" + PlanText.tree(planned.optimised())
                + "\nPhysical plan: " + count(planned.graph().stages().size(), "stage") + " on "
                + count(planned.cores(), "core") + "\n\n" + StageText.of(planned.graph());
    }

    private static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}
