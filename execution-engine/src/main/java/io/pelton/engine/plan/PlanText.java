// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.internal.TypeNames;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.NamedExpr;
import io.pelton.dataset.plan.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;

/** Logical plans as indented trees, the root first. */
final class PlanText {
    private static final int MAX_COLUMNS = 12;

    private PlanText() {}

    static String tree(LogicalPlan plan) {
        StringBuilder text = new StringBuilder();
        append(plan, "  ", "  ", text);
        return text.toString();
    }

    private static void append(LogicalPlan node, String first, String rest, StringBuilder text) {
        List<LogicalPlan> inputs = node.inputs();
        if (node instanceof Scan) {
            scan((Scan) node, first, rest, text);
        } else {
            text.append(first).append(node.describe()).append('\n');
        }
        for (int i = 0; i < inputs.size(); i++) {
            boolean last = i == inputs.size() - 1;
            append(inputs.get(i), rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "), text);
        }
    }

    private static void scan(Scan scan, String first, String rest, StringBuilder text) {
        text.append(first).append("Scan ").append(scan.source().describe()).append('\n');
        for (String detail : scanDetails(scan)) {
            text.append(rest).append("  ").append(detail).append('\n');
        }
    }

    /** What is read of a source, one line for each thing. */
    static List<String> scanDetails(Scan scan) {
        List<String> details = new ArrayList<>();
        int all = scan.sourceSchema().getFields().size();
        int read = scan.columns().size();
        details.add("columns  "
                + (read == 0 ? "none, rows are only counted" : names(scan.columns()))
                + (read == all ? "" : " (" + read + " of " + all + ")"));
        scan.predicate().ifPresent(p -> details.add("skips    what cannot hold " + p));
        scan.limit().ifPresent(n -> details.add("limit    " + n));
        return details;
    }

    /** Projected columns, short where a column is only passed on. */
    static String columns(List<NamedExpr> columns) {
        if (columns.isEmpty()) {
            return "no columns";
        }
        return names(columns.stream().map(PlanText::column).toList());
    }

    private static String column(NamedExpr column) {
        boolean same =
                column.expr() instanceof Expr.Column source && source.name().equals(column.name());
        return same ? column.expr().toString() : column.expr() + " as " + column.name();
    }

    /** Columns with their types. */
    static String fields(Schema schema) {
        return schema.getFields().stream()
                .map(field -> field.getName() + " " + TypeNames.of(field))
                .collect(Collectors.joining(", "));
    }

    /** As {@link #fields}, the first of them if there are many. */
    static String shortFields(Schema schema) {
        return names(schema.getFields().stream()
                .map(field -> field.getName() + " " + TypeNames.of(field))
                .toList());
    }

    private static String names(List<String> names) {
        if (names.size() <= MAX_COLUMNS) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, MAX_COLUMNS)) + ", ... " + names.size() + " in all";
    }
}
