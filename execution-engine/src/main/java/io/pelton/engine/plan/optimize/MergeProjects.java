// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.ExprTypes;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.NamedExpr;
import io.pelton.dataset.plan.Project;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two projections in a row are one, unless that would compute something twice. */
final class MergeProjects extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof Project) || !(((Project) node).input() instanceof Project)) {
            return node;
        }
        Project upper = (Project) node;
        Project lower = (Project) upper.input();
        if (computesTwice(upper, lower)) {
            return node;
        }
        List<NamedExpr> merged = new ArrayList<>();
        for (NamedExpr column : upper.columns()) {
            merged.add(new NamedExpr(column.name(), Exprs.substitute(column.expr(), lower.columns())));
        }
        return Project.of(lower.input(), merged);
    }

    private static boolean computesTwice(Project upper, Project lower) {
        Map<String, Integer> uses = new HashMap<>();
        upper.columns().forEach(column -> countUses(column.expr(), uses));
        for (NamedExpr column : lower.columns()) {
            if (!Exprs.isTrivial(column.expr()) && uses.getOrDefault(column.name(), 0) > 1) {
                return true;
            }
        }
        return false;
    }

    private static void countUses(Expr expr, Map<String, Integer> uses) {
        if (expr instanceof Expr.Column) {
            uses.merge(((Expr.Column) expr).name(), 1, Integer::sum);
        }
        ExprTypes.operandsOf(expr).forEach(operand -> countUses(operand, uses));
    }
}
