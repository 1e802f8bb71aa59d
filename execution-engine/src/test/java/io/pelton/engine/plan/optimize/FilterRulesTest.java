// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import static io.pelton.dataset.expr.Expressions.col;
import static io.pelton.dataset.expr.Expressions.lit;
import static io.pelton.engine.plan.optimize.Plans.assertKeeps;
import static io.pelton.engine.plan.optimize.Plans.assertRewrites;
import static io.pelton.engine.plan.optimize.Plans.filter;
import static io.pelton.engine.plan.optimize.Plans.filterRows;
import static io.pelton.engine.plan.optimize.Plans.flatMap;
import static io.pelton.engine.plan.optimize.Plans.limit;
import static io.pelton.engine.plan.optimize.Plans.map;
import static io.pelton.engine.plan.optimize.Plans.model;
import static io.pelton.engine.plan.optimize.Plans.modelGiving;
import static io.pelton.engine.plan.optimize.Plans.project;
import static io.pelton.engine.plan.optimize.Plans.replacingModel;
import static io.pelton.engine.plan.optimize.Plans.scan;
import static io.pelton.engine.plan.optimize.Plans.select;
import static io.pelton.engine.plan.optimize.Plans.union;

import io.pelton.dataset.expr.Expr;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterRulesTest {
    private static final Expr POSITIVE = col("a").gt(0);
    private static final Expr DIVIDES = lit(10).dividedBy(col("b")).gt(1);

    @Test
    void twoFiltersBecomeOneWithTheLowerConditionFirst() {
        assertRewrites(
                new MergeFilters(),
                filter(filter(scan(), POSITIVE), DIVIDES),
                "Filter a > 0 and 10 / b > 1",
                "  Scan t [a, b, c, s]");
    }

    @Test
    void aConditionPassesAProjectionInTermsOfItsInput() {
        assertRewrites(
                new PushFilterThroughProject(),
                filter(
                        project(scan(), Map.of("x", col("a").plus(col("b")), "y", col("c"))),
                        col("x").gt(3).and(col("y").lt(0))),
                "Project a + b as x, c as y",
                "  Filter a + b > 3 and c < 0",
                "    Scan t [a, b, c, s]");
    }

    @Test
    void aConditionThatWouldGrowBeyondReasonStaysAboveTheProjection() {
        Expr large = col("a");
        for (int i = 0; i < 101; i++) {
            large = large.plus(1);
        }
        assertKeeps(new PushFilterThroughProject(), filter(project(scan(), Map.of("x", large)), col("x").gt(3)));
    }

    @Test
    void everyInputOfAUnionIsFiltered() {
        assertRewrites(
                new PushFilterThroughUnion(),
                filter(union(scan("t"), scan("u")), POSITIVE),
                "Union of 2",
                "  Filter a > 0",
                "    Scan t [a, b, c, s]",
                "  Filter a > 0",
                "    Scan u [a, b, c, s]");
    }

    @Test
    void aModelIsSparedTheRowsThatAreDroppedWhateverItSays() {
        assertRewrites(
                new PushFilterThroughApply(),
                filter(model(scan()), POSITIVE.and(col("v").gt(1)).and(col("s").isNotNull())),
                "Filter v > 1",
                "  Apply model on actors(1..2)",
                "    Filter a > 0 and s is not null",
                "      Scan t [a, b, c, s]");
    }

    @Test
    void aConditionThatTheModelsAnswerShieldsStaysBehindIt() {
        assertKeeps(
                new PushFilterThroughApply(),
                filter(model(scan()), col("v").gt(1).and(DIVIDES)));
    }

    @Test
    void aConditionOnAColumnThatTheModelReplacesStays() {
        assertKeeps(new PushFilterThroughApply(), filter(modelGiving(scan(), "a"), POSITIVE));
        assertKeeps(new PushFilterThroughApply(), filter(modelGiving(scan(), "s"), col("s").gt(0)));
        assertRewrites(
                new PushFilterThroughApply(),
                filter(modelGiving(scan(), "s"), POSITIVE),
                "Apply model on actors(1..2)",
                "  Filter a > 0",
                "    Scan t [a, b, c, s]");
    }

    @Test
    void noConditionPassesAModelThatReplacesAllColumns() {
        assertKeeps(new PushFilterThroughApply(), filter(replacingModel(scan()), col("v").gt(0)));
    }

    @Test
    void conditionsAreAskedBeforeUserCodeUnlessTheyMayFail() {
        assertRewrites(
                new PushFilterThroughFilterRows(),
                filter(filterRows(scan()), POSITIVE.and(DIVIDES)),
                "Filter 10 / b > 1",
                "  FilterRows code",
                "    Filter a > 0",
                "      Scan t [a, b, c, s]");
    }

    @Test
    void aScanIsToldWhatItMaySkipAndTheFilterStays() {
        assertRewrites(
                new PushFilterIntoScan(),
                filter(scan(), POSITIVE),
                "Filter a > 0",
                "  Scan t [a, b, c, s] where a > 0");
    }

    @Test
    void aLimitedScanSkipsNothing() {
        assertKeeps(new PushFilterIntoScan(), filter(new PushLimitIntoScan().apply(limit(scan(), 5)), POSITIVE));
    }

    @Test
    void noConditionPassesALimitOrMappedRows() {
        for (Rule rule : new Rule[] {
            new PushFilterThroughProject(),
            new PushFilterThroughApply(),
            new PushFilterThroughFilterRows(),
            new PushFilterThroughUnion(),
            new PushFilterIntoScan()
        }) {
            assertKeeps(rule, filter(limit(scan(), 5), POSITIVE));
            assertKeeps(rule, filter(map(scan()), POSITIVE));
            assertKeeps(rule, filter(flatMap(scan()), POSITIVE));
        }
    }

    @Test
    void constantsAreComputedOnce() {
        assertRewrites(
                new FoldConstants(),
                filter(scan(), col("a").gt(lit(2).plus(3).times(2)).and(lit("x").isIn("x"))),
                "Filter a > 10",
                "  Scan t [a, b, c, s]");
        assertRewrites(
                new FoldConstants(),
                project(
                        scan(),
                        Map.of("x", lit("Ab").lower(), "y", POSITIVE.not().not())),
                "Project 'ab' as x, a > 0 as y",
                "  Scan t [a, b, c, s]");
    }

    @Test
    void aFilterByTrueGoes() {
        assertRewrites(new FoldConstants(), filter(scan(), lit(1).lt(2)), "Scan t [a, b, c, s]");
    }

    @Test
    void aFilterByFalseLetsNoRowIn() {
        assertRewrites(
                new FoldConstants(), filter(scan(), POSITIVE.and(lit(2).lt(1))), "Limit 0", "  Scan t [a, b, c, s]");
    }

    @Test
    void aConstantThatFailsIsLeftToTheRows() {
        assertKeeps(new FoldConstants(), filter(scan(), lit(1).dividedBy(0).gt(0)));
    }

    @Test
    void filtersReachTheScanThroughAllThatIsInBetween() {
        assertRewrites(
                Optimizer.standard()::optimize,
                filter(filter(model(select(union(scan("t"), scan("u")), "s", "a")), POSITIVE), col("s").isNotNull()),
                "Apply model on actors(1..2)",
                "  Project s, a",
                "    Union of 2",
                "      Filter a > 0 and s is not null",
                "        Scan t [a, s] where a > 0 and s is not null",
                "      Filter a > 0 and s is not null",
                "        Scan u [a, s] where a > 0 and s is not null");
    }
}
