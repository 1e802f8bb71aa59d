// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.Project;

/**
 * Filters before computing: a condition on columns of a projection is put in terms of what they are made of. Conditions
 * that would grow beyond reason stay.
 */
final class PushFilterThroughProject extends NodeRule {
    private static final int MAX_SIZE = 200;

    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof FilterExpr) || !(((FilterExpr) node).input() instanceof Project)) {
            return node;
        }
        Project project = (Project) ((FilterExpr) node).input();
        FilterSplit split =
                FilterSplit.of((FilterExpr) node, part -> Exprs.size(substitute(part, project)) <= MAX_SIZE);
        return split.below().isEmpty() ? node : split.around(project, part -> substitute(part, project));
    }

    private static Expr substitute(Expr expr, Project project) {
        return Exprs.substitute(expr, project.columns());
    }
}
