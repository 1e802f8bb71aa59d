// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Operator;
import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.internal.RecordColumns;
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
import io.pelton.engine.plan.TestOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Short words for plans, and plans as indented text. */
final class Plans {
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final Schema COLUMNS = new Schema(List.of(
            Field.nullable("a", INT64),
            Field.nullable("b", INT64),
            Field.nullable("c", INT64),
            Field.nullable("s", ArrowType.Utf8.INSTANCE)));

    /** What user code makes of a row. */
    record Made(long a, String s) {}

    private Plans() {}

    /** A scan of columns a, b, c and s. */
    static LogicalPlan scan() {
        return scan("t");
    }

    static LogicalPlan scan(String name) {
        return Scan.of(new io.pelton.engine.plan.TestSource(name, COLUMNS, List.of()), COLUMNS);
    }

    static LogicalPlan filter(LogicalPlan input, Expr condition) {
        return new FilterExpr(input, condition);
    }

    static LogicalPlan filterRows(LogicalPlan input) {
        return new FilterRows(input, "code", row -> true);
    }

    static LogicalPlan select(LogicalPlan input, String... columns) {
        List<NamedExpr> kept = new ArrayList<>();
        for (String column : columns) {
            kept.add(NamedExpr.column(column));
        }
        return Project.of(input, kept);
    }

    static LogicalPlan project(LogicalPlan input, Map<String, Expr> columns) {
        List<NamedExpr> kept = new ArrayList<>();
        columns.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(column -> kept.add(new NamedExpr(column.getKey(), column.getValue())));
        return Project.of(input, kept);
    }

    static LogicalPlan limit(LogicalPlan input, long rows) {
        return new Limit(input, rows);
    }

    static LogicalPlan union(LogicalPlan... inputs) {
        return new Union(List.of(inputs));
    }

    static LogicalPlan map(LogicalPlan input) {
        return rowCode(input, MapRows.Cardinality.ONE);
    }

    static LogicalPlan flatMap(LogicalPlan input) {
        return rowCode(input, MapRows.Cardinality.MANY);
    }

    private static LogicalPlan rowCode(LogicalPlan input, MapRows.Cardinality cardinality) {
        Schema schema = RecordColumns.of(Made.class).schema();
        return new MapRows(input, "code", row -> List.of(), Made.class, cardinality, schema);
    }

    /** An operator that reads s and adds v. */
    static LogicalPlan model(LogicalPlan input) {
        return apply(input, Operator.Output.KEEPS_INPUT, "v");
    }

    /** An operator that reads s and gives v alone. */
    static LogicalPlan replacingModel(LogicalPlan input) {
        return apply(input, Operator.Output.REPLACES_INPUT, "v");
    }

    /** An operator that reads s and keeps the input's columns, but for the one that it gives. */
    static LogicalPlan modelGiving(LogicalPlan input, String column) {
        return apply(input, Operator.Output.KEEPS_INPUT, column);
    }

    private static LogicalPlan apply(LogicalPlan input, Operator.Output output, String column) {
        Operator model =
                new TestOperator("model", output, Set.of("s"), List.of(Field.nullable(column, INT64)), row -> row);
        return Apply.of(input, model, Compute.actors(1, 2));
    }

    /** One line a node, inputs indented below it. */
    static String text(LogicalPlan plan) {
        StringBuilder text = new StringBuilder();
        append(plan, "", text);
        return text.toString();
    }

    private static void append(LogicalPlan node, String indent, StringBuilder text) {
        text.append(indent).append(node.describe()).append('\n');
        node.inputs().forEach(input -> append(input, indent + "  ", text));
    }

    /** Asserts what a rule makes of a plan, line by line, and that it then has nothing left to do. */
    static void assertRewrites(Rule rule, LogicalPlan before, String... after) {
        LogicalPlan rewritten = rule.apply(before);
        assertThat(text(rewritten)).as("from\n%s", text(before)).isEqualTo(String.join("\n", after) + "\n");
        assertThat(rewritten.schema().getFields().stream().map(Field::getName))
                .containsExactlyElementsOf(
                        before.schema().getFields().stream().map(Field::getName).toList());
    }

    /** Asserts that a rule leaves a plan alone. */
    static void assertKeeps(Rule rule, LogicalPlan plan) {
        assertThat(rule.apply(plan)).as("%s", text(plan)).isSameAs(plan);
    }
}
