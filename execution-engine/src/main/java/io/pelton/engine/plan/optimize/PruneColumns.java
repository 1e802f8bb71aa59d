// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import io.pelton.dataset.Operator;
import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.expr.ExprTypes;
import io.pelton.dataset.internal.ColumnNames;
import io.pelton.dataset.plan.Apply;
import io.pelton.dataset.plan.FilterExpr;
import io.pelton.dataset.plan.FilterRows;
import io.pelton.dataset.plan.Limit;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.MapRows;
import io.pelton.dataset.plan.NamedExpr;
import io.pelton.dataset.plan.Project;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.plan.Union;
import io.pelton.dataset.plan.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Reads only the columns that somebody needs, and carries none further than it is needed. Needs travel from the root to
 * the scans; a node then gives at least what is needed of it, and where rows change hands (operators, unions, the root) a
 * projection drops the rest. User code on rows may look at any column, so it needs all.
 */
final class PruneColumns implements Rule {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return exactly(plan, ColumnNames.of(plan.schema()));
    }

    /** The plan with just these of its columns, in this order. */
    private static LogicalPlan exactly(LogicalPlan plan, List<String> columns) {
        LogicalPlan pruned = plan.accept(new Pruner(new HashSet<>(columns)));
        if (ColumnNames.of(pruned.schema()).equals(columns)) {
            return pruned;
        }
        List<NamedExpr> kept = new ArrayList<>();
        for (String name : columns) {
            kept.add(new NamedExpr(name, new Expr.Column(name)));
        }
        return Project.of(pruned, kept);
    }

    /** Those of a plan's columns that are needed, in the plan's order. */
    private static List<String> inOrder(LogicalPlan plan, Set<String> needed) {
        List<String> names = new ArrayList<>(ColumnNames.of(plan.schema()));
        names.retainAll(needed);
        return names;
    }

    /** Prunes one node and what is below it. */
    private record Pruner(Set<String> needed) implements LogicalPlan.Visitor<LogicalPlan> {
        private LogicalPlan below(LogicalPlan node, Set<String> neededBelow) {
            return NodeRule.mapInputs(node, input -> input.accept(new Pruner(neededBelow)));
        }

        private LogicalPlan belowExactly(LogicalPlan node, Set<String> neededBelow) {
            return NodeRule.mapInputs(node, input -> exactly(input, inOrder(input, neededBelow)));
        }

        private static Set<String> all(LogicalPlan input) {
            return new HashSet<>(ColumnNames.of(input.schema()));
        }

        @Override
        public LogicalPlan scan(Scan scan) {
            List<String> kept = new ArrayList<>(scan.columns());
            return kept.retainAll(needed)
                    ? new Scan(scan.source(), scan.sourceSchema(), kept, scan.predicate(), scan.limit())
                    : scan;
        }

        @Override
        public LogicalPlan project(Project project) {
            List<NamedExpr> kept = new ArrayList<>(project.columns());
            boolean fewer = kept.removeIf(column -> !needed.contains(column.name()));
            Set<String> used = new HashSet<>();
            kept.forEach(column -> used.addAll(ExprTypes.columnsOf(column.expr())));
            LogicalPlan input = project.input().accept(new Pruner(used));
            return fewer || input != project.input() ? Project.of(input, kept) : project;
        }

        @Override
        public LogicalPlan filterExpr(FilterExpr filter) {
            Set<String> used = new HashSet<>(needed);
            used.addAll(ExprTypes.columnsOf(filter.predicate()));
            return below(filter, used);
        }

        @Override
        public LogicalPlan filterRows(FilterRows filter) {
            return below(filter, all(filter.input()));
        }

        @Override
        public LogicalPlan mapRows(MapRows map) {
            return below(map, all(map.input()));
        }

        @Override
        public LogicalPlan apply(Apply apply) {
            Operator operator = apply.operator();
            Set<String> used =
                    new HashSet<>(operator.requiredColumns(apply.input().schema()));
            if (operator.output() == Operator.Output.KEEPS_INPUT) {
                Set<String> passed = new HashSet<>(needed);
                passed.removeAll(AddedColumns.of(operator, apply.input().schema()));
                used.addAll(passed);
            } else if (!givesTheSame(apply, used)) {
                used = all(apply.input());
            }
            return belowExactly(apply, used);
        }

        /** Whether an operator that gives columns of its own gives them also without some of the input's. */
        private static boolean givesTheSame(Apply apply, Set<String> used) {
            List<Field> kept = new ArrayList<>(apply.input().schema().getFields());
            kept.removeIf(field -> !used.contains(field.getName()));
            return apply.operator().outputSchema(new Schema(kept)).equals(apply.schema());
        }

        @Override
        public LogicalPlan limit(Limit limit) {
            return below(limit, needed);
        }

        @Override
        public LogicalPlan union(Union union) {
            List<String> columns = inOrder(union, needed);
            return NodeRule.mapInputs(union, input -> exactly(input, columns));
        }

        @Override
        public LogicalPlan write(Write write) {
            return belowExactly(write, all(write.input()));
        }
    }
}
