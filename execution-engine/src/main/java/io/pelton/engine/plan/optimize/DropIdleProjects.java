// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.internal.ColumnNames;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.NamedExpr;
import io.pelton.dataset.plan.Project;
import java.util.ArrayList;
import java.util.List;

/** A projection that gives its input's columns as they are does nothing. */
final class DropIdleProjects extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof Project)) {
            return node;
        }
        Project project = (Project) node;
        List<NamedExpr> same = new ArrayList<>();
        for (String name : ColumnNames.of(project.input().schema())) {
            same.add(new NamedExpr(name, new Expr.Column(name)));
        }
        return same.equals(project.columns()) ? project.input() : node;
    }
}
