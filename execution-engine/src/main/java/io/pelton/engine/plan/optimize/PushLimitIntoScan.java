// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.Limit;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.Scan;
import java.util.OptionalLong;

/** Reads only the first rows. A scan that may leave rows out cannot count them. */
final class PushLimitIntoScan extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof Limit) || !(((Limit) node).input() instanceof Scan)) {
            return node;
        }
        Scan scan = (Scan) ((Limit) node).input();
        if (scan.predicate().isPresent()) {
            return node;
        }
        long rows = Math.min(((Limit) node).rows(), scan.limit().orElse(Long.MAX_VALUE));
        return new Scan(scan.source(), scan.sourceSchema(), scan.columns(), scan.predicate(), OptionalLong.of(rows));
    }
}
