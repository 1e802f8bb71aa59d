// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.plan.Limit;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.Scan;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads only the first rows. A scan that may leave rows out cannot count them. */
final class PushLimitIntoScan extends NodeRule {
    @Override
    LogicalPlan rewrite(LogicalPlan node) {
        if (!(node instanceof Limit) || !(((Limit) node).input() instanceof Scan)) {
            return node;
        }
        Scan scan = (Scan) ((Limit) node).input();
        long rows = Math.min(((Limit) node).rows(), scan.limit().orElse(Long.MAX_VALUE));
        if (scan.predicate().isPresent() && rows > 0) {
            return node;
        }
        return new Scan(scan.source(), scan.sourceSchema(), scan.columns(), Optional.empty(), OptionalLong.of(rows));
    }
}
