// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.Apply;
import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.FilterRows;
import io.pelton.dataset.plan.Limit;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.MapRows;
import io.pelton.dataset.plan.Project;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.plan.Union;
import io.pelton.dataset.plan.Write;

/** The most rows that a plan can give, as far as its limits say. */
final class RowBound implements LogicalPlan.Visitor<Long> {
    static final long NONE = Long.MAX_VALUE;

    private RowBound() {}

    static long of(LogicalPlan plan) {
        return plan.accept(new RowBound());
    }

    @Override
    public Long scan(Scan scan) {
        return scan.limit().orElse(NONE);
    }

    @Override
    public Long project(Project project) {
        return of(project.input());
    }

    @Override
    public Long filterRows(FilterRows filter) {
        return of(filter.input());
    }

    @Override
    public Long filterExpr(FilterExpr filter) {
        return of(filter.input());
    }

    @Override
    public Long mapRows(MapRows map) {
        long bound = of(map.input());
        return map.cardinality() == MapRows.Cardinality.ONE || bound == 0 ? bound : NONE;
    }

    @Override
    public Long apply(Apply apply) {
        return of(apply.input());
    }

    @Override
    public Long limit(Limit limit) {
        return Math.min(limit.rows(), of(limit.input()));
    }

    @Override
    public Long union(Union union) {
        long sum = 0;
        for (LogicalPlan input : union.inputs()) {
            long bound = of(input);
            sum = bound > NONE - sum ? NONE : sum + bound;
        }
        return sum;
    }

    @Override
    public Long write(Write write) {
        return of(write.input());
    }
}
