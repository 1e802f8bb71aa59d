// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.Scan;
import java.util.Optional;

/**
 * Tells a scan which rows it may leave out. The filter stays, as a scan only leaves out what it can without looking at
 * each row. A limited scan must give its first rows whatever they are.
 */
final class PushFilterIntoScan extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof FilterExpr) || !(((FilterExpr) node).input() instanceof Scan)) {
            return node;
        }
        FilterExpr filter = (FilterExpr) node;
        Scan scan = (Scan) filter.input();
        if (scan.limit().isPresent() || scan.predicate().equals(Optional.of(filter.predicate()))) {
            return node;
        }
        Scan pruning = new Scan(
                scan.source(), scan.sourceSchema(), scan.columns(), Optional.of(filter.predicate()), scan.limit());
        return new FilterExpr(pruning, filter.predicate());
    }
}
