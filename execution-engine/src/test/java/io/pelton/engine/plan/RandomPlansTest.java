// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.engine.plan.optimize.Optimizer;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.NullUnmarked;

/** Random plans: what is optimised, and what is run, gives the rows of what was written. */
@NullUnmarked
class RandomPlansTest {
    @Property(tries = 1500)
    void optimisedPlansGiveTheSameRowsAndColumns(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int depth) {
        LogicalPlan plan = new RandomPlans(seed).plan(depth);
        List<Map<String, Object>> expected = rowsOrNull(plan);

        LogicalPlan optimised = Optimizer.standard().optimize(plan);

        assertThat(names(optimised)).as("%s", describe(plan, optimised)).isEqualTo(names(plan));
        if (expected != null) {
            assertThat(rowsOrNull(optimised))
                    .as("fails: %s", describe(plan, optimised))
                    .isNotNull();
            assertThat(text(ReferencePlan.rows(optimised)))
                    .as("%s", describe(plan, optimised))
                    .isEqualTo(text(expected));
        }
        assertThat(Optimizer.standard().optimize(optimised)).isSameAs(optimised);
    }

    @Property(tries = 700)
    void stagesGiveTheSameRows(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 7) int depth,
            @ForAll @IntRange(min = 1, max = 9) int batchRows)
            throws Exception {
        LogicalPlan plan = new RandomPlans(seed).plan(depth);
        List<Map<String, Object>> expected = rowsOrNull(plan);
        Planned planned = Planner.plan(plan, 2);

        if (expected != null) {
            assertThat(text(LocalRun.rows(planned.graph(), batchRows)))
                    .as("%s", Planner.explain(planned))
                    .isEqualTo(text(expected));
        }
        assertThat(planned.graph().root().outputSchema())
                .isEqualTo(planned.optimised().schema());
    }

    private static List<Map<String, Object>> rowsOrNull(LogicalPlan plan) {
        try {
            return ReferencePlan.rows(plan);
        } catch (ReferenceExpr.Failure e) {
            return null;
        }
    }

    private static List<String> names(LogicalPlan plan) {
        return plan.schema().getFields().stream()
                .map(field -> field.getName() + " " + field.getType())
                .toList();
    }

    /** Rows as text, in which both zeros are one. */
    private static List<String> text(List<Map<String, Object>> rows) {
        return rows.stream().map(row -> row.toString().replace("-0.0", "0.0")).toList();
    }

    private static String describe(LogicalPlan plan, LogicalPlan optimised) {
        return PlanText.tree(plan) + "\noptimised\n" + PlanText.tree(optimised);
    }
}
