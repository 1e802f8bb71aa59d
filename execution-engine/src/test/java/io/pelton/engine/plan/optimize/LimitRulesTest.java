// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import static io.pelton.dataset.expr.Expressions.col;
import static io.pelton.engine.plan.optimize.Plans.assertKeeps;
import static io.pelton.engine.plan.optimize.Plans.assertRewrites;
import static io.pelton.engine.plan.optimize.Plans.filter;
import static io.pelton.engine.plan.optimize.Plans.filterRows;
import static io.pelton.engine.plan.optimize.Plans.flatMap;
import static io.pelton.engine.plan.optimize.Plans.limit;
import static io.pelton.engine.plan.optimize.Plans.map;
import static io.pelton.engine.plan.optimize.Plans.model;
import static io.pelton.engine.plan.optimize.Plans.scan;
import static io.pelton.engine.plan.optimize.Plans.select;
import static io.pelton.engine.plan.optimize.Plans.union;

import io.pelton.dataset.plan.LogicalPlan;
import org.junit.jupiter.api.Test;

class LimitRulesTest {
    @Test
    void ofTwoLimitsTheSmallerIsEnough() {
        assertRewrites(
                new DropIdleLimits(),
                limit(limit(filterRows(scan()), 7), 3),
                "Limit 3",
                "  FilterRows code",
                "    Scan t [a, b, c, s]");
        assertRewrites(
                new DropIdleLimits(),
                limit(limit(filterRows(scan()), 3), 7),
                "Limit 3",
                "  FilterRows code",
                "    Scan t [a, b, c, s]");
    }

    @Test
    void aLimitOnFewerRowsGoes() {
        LogicalPlan five = new PushLimitIntoScan().apply(limit(scan(), 5));
        assertRewrites(
                new DropIdleLimits(),
                limit(union(select(five, "a"), select(five, "a")), 10),
                "Union of 2",
                "  Project a",
                "    Scan t [a, b, c, s] limit 5",
                "  Project a",
                "    Scan t [a, b, c, s] limit 5");
        assertKeeps(new DropIdleLimits(), limit(flatMap(five), 10));
    }

    @Test
    void aLimitPassesWhatGivesOneRowForEach() {
        for (LogicalPlan node : new LogicalPlan[] {model(scan()), map(scan()), select(scan(), "a")}) {
            assertRewrites(
                    new PushLimitThroughRows(),
                    limit(node, 5),
                    node.describe(),
                    "  Limit 5",
                    "    Scan t [a, b, c, s]");
        }
    }

    @Test
    void aLimitStaysAboveWhatDropsOrAddsRows() {
        for (LogicalPlan node :
                new LogicalPlan[] {flatMap(scan()), filterRows(scan()), filter(scan(), col("a").gt(0))}) {
            assertKeeps(new PushLimitThroughRows(), limit(node, 5));
        }
    }

    @Test
    void noRowNeedsNoneOfAnything() {
        assertRewrites(
                Optimizer.standard()::optimize,
                limit(flatMap(filterRows(filter(scan(), col("a").gt(0)))), 0),
                "FlatMapRows code to Made",
                "  FilterRows code",
                "    Filter a > 0",
                "      Scan t [a, b, c, s] limit 0");
    }

    @Test
    void noInputOfAUnionGivesMoreThanAllTogether() {
        assertRewrites(
                new PushLimitThroughUnion(),
                limit(union(scan("t"), limit(scan("u"), 3)), 5),
                "Limit 5",
                "  Union of 2",
                "    Limit 5",
                "      Scan t [a, b, c, s]",
                "    Limit 3",
                "      Scan u [a, b, c, s]");
    }

    @Test
    void aScanReadsOnlyTheFirstRows() {
        assertRewrites(new PushLimitIntoScan(), limit(scan(), 5), "Scan t [a, b, c, s] limit 5");
        LogicalPlan three = new PushLimitIntoScan().apply(limit(scan(), 3));
        assertRewrites(new PushLimitIntoScan(), limit(three, 5), "Scan t [a, b, c, s] limit 3");
    }

    @Test
    void aScanThatSkipsRowsCannotCountThem() {
        LogicalPlan skipping = new PushFilterIntoScan().apply(filter(scan(), col("a").gt(0)));
        assertKeeps(new PushLimitIntoScan(), limit(skipping.inputs().get(0), 5));
    }

    @Test
    void limitsReachTheScanThroughAllThatIsInBetween() {
        assertRewrites(
                Optimizer.standard()::optimize,
                limit(model(map(select(scan(), "a", "s"))), 5),
                "Apply model on actors(1..2)",
                "  MapRows code to Made",
                "    Scan t [a, s] limit 5");
    }
}
