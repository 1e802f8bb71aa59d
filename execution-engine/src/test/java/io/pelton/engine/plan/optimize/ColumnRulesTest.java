// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import static io.pelton.dataset.expr.Expressions.col;
import static io.pelton.engine.plan.optimize.Plans.assertKeeps;
import static io.pelton.engine.plan.optimize.Plans.assertRewrites;
import static io.pelton.engine.plan.optimize.Plans.filter;
import static io.pelton.engine.plan.optimize.Plans.filterRows;
import static io.pelton.engine.plan.optimize.Plans.map;
import static io.pelton.engine.plan.optimize.Plans.model;
import static io.pelton.engine.plan.optimize.Plans.modelGiving;
import static io.pelton.engine.plan.optimize.Plans.project;
import static io.pelton.engine.plan.optimize.Plans.replacingModel;
import static io.pelton.engine.plan.optimize.Plans.scan;
import static io.pelton.engine.plan.optimize.Plans.select;
import static io.pelton.engine.plan.optimize.Plans.union;

import io.pelton.dataset.BatchMap;
import io.pelton.dataset.Compute;
import io.pelton.dataset.plan.Apply;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnRulesTest {
    @Test
    void aScanReadsOnlyTheColumnsThatSomebodyNeeds() {
        assertRewrites(
                new PruneColumns(),
                select(filter(scan(), col("b").gt(0)), "a"),
                "Project a",
                "  Filter b > 0",
                "    Scan t [a, b]");
    }

    @Test
    void countingRowsReadsNoColumn() {
        assertRewrites(new PruneColumns(), select(scan()), "Project ", "  Scan t []");
    }

    @Test
    void expressionsThatNobodyNeedsAreNotComputed() {
        assertRewrites(
                new PruneColumns(),
                select(project(scan(), Map.of("x", col("a").plus(1), "y", col("b").plus(1))), "y"),
                "Project y",
                "  Project b + 1 as y",
                "    Scan t [b]");
    }

    @Test
    void userCodeMayLookAtEveryColumn() {
        assertKeeps(new PruneColumns(), select(filterRows(scan()), "a"));
        assertKeeps(new PruneColumns(), select(map(scan()), "a"));
    }

    @Test
    void aModelCarriesNoColumnThatNobodyNeeds() {
        assertRewrites(
                new PruneColumns(),
                select(model(filter(scan(), col("b").gt(0))), "a", "v"),
                "Project a, v",
                "  Apply model on actors(1..2)",
                "    Project a, s",
                "      Filter b > 0",
                "        Scan t [a, b, s]");
    }

    @Test
    void aModelThatReplacesAllColumnsGetsThoseThatItReads() {
        assertRewrites(new PruneColumns(), replacingModel(scan()), "Apply model on actors(1..2)", "  Scan t [s]");
    }

    @Test
    void aColumnThatAModelReplacesIsReadOnlyIfTheModelReadsIt() {
        assertRewrites(
                new PruneColumns(),
                select(modelGiving(scan(), "a"), "a", "b"),
                "Project a, b",
                "  Apply model on actors(1..2)",
                "    Scan t [b, s]");
        assertRewrites(
                new PruneColumns(),
                select(modelGiving(scan(), "s"), "s"),
                "Project s",
                "  Apply model on actors(1..2)",
                "    Scan t [s]");
    }

    @Test
    void codeThatGivesTheColumnsThatItTakesKeepsThem() {
        BatchMap same = BatchMap.of(context -> batch -> batch).named("same").reading("s");
        assertKeeps(new PruneColumns(), Apply.of(scan(), same, Compute.tasks(1)));
    }

    @Test
    void inputsOfAUnionGiveTheSameColumns() {
        assertRewrites(
                new PruneColumns(),
                select(union(filter(scan("t"), col("c").gt(0)), scan("u")), "b"),
                "Project b",
                "  Union of 2",
                "    Project b",
                "      Filter c > 0",
                "        Scan t [b, c]",
                "    Scan u [b]");
    }

    @Test
    void twoProjectionsBecomeOne() {
        assertRewrites(
                new MergeProjects(),
                project(
                        project(scan(), Map.of("x", col("a").plus(1), "y", col("b"))),
                        Map.of("z", col("x").times(col("y")), "w", col("y"))),
                "Project b as w, (a + 1) * b as z",
                "  Scan t [a, b, c, s]");
    }

    @Test
    void projectionsThatWouldComputeSomethingTwiceStayApart() {
        assertKeeps(
                new MergeProjects(),
                project(project(scan(), Map.of("x", col("a").plus(1))), Map.of("z", col("x").times(col("x")))));
    }

    @Test
    void aProjectionThatChangesNothingGoes() {
        assertRewrites(new DropIdleProjects(), select(scan(), "a", "b", "c", "s"), "Scan t [a, b, c, s]");
        assertKeeps(new DropIdleProjects(), select(scan(), "b", "a", "c", "s"));
        assertKeeps(new DropIdleProjects(), select(scan(), "a", "b", "c"));
    }

    @Test
    void unionsOfUnionsAreOne() {
        assertRewrites(
                new FlattenUnions(),
                union(union(scan("t"), scan("u")), scan("v")),
                "Union of 3",
                "  Scan t [a, b, c, s]",
                "  Scan u [a, b, c, s]",
                "  Scan v [a, b, c, s]");
        assertRewrites(new FlattenUnions(), union(scan("t")), "Scan t [a, b, c, s]");
    }
}
