// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.Apply;
import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.FilterRows;
import io.pelton.dataset.plan.Limit;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.MapRows;
import io.pelton.dataset.plan.Project;

/** Computes only the rows that are asked for, below steps that give one row for each. No row needs none of anything. */
final class PushLimitThroughRows extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof Limit)) {
            return node;
        }
        Limit limit = (Limit) node;
        boolean passes = keepsRows(limit.input()) || (limit.rows() == 0 && mayDropRows(limit.input()));
        return passes ? mapInputs(limit.input(), input -> new Limit(input, limit.rows())) : node;
    }

    private static boolean keepsRows(LogicalPlan node) {
        return node instanceof Project
                || node instanceof Apply
                || (node instanceof MapRows && ((MapRows) node).cardinality() == MapRows.Cardinality.ONE);
    }

    private static boolean mayDropRows(LogicalPlan node) {
        return node instanceof FilterExpr || node instanceof FilterRows || node instanceof MapRows;
    }
}
