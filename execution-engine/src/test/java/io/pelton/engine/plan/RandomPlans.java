// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Operator;
import io.pelton.dataset.Row;
import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.internal.ColumnNames;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.NullUnmarked;

/** Random plans over random rows, by seed. */
@NullUnmarked
public final class RandomPlans {
    /** What user code makes of a row. */
    public record Made(String s, Long n, String all) {}

    private static final ArrowType INT64 = new ArrowType.Int(64, true);

    private final Random random;
    private final RandomExprs exprs;
    private int sources;

    public RandomPlans(long seed) {
        this.random = new Random(seed);
        this.exprs = new RandomExprs(seed + 1);
    }

    /** A plan of at most so many nodes from root to leaf. */
    public LogicalPlan plan(int depth) {
        if (depth <= 0) {
            List<Map<String, Object>> rows = exprs.rows(random.nextInt(25));
            return Scan.of(new TestSource("source" + sources++, RandomExprs.SCHEMA, rows), RandomExprs.SCHEMA);
        }
        return switch (random.nextInt(11)) {
            case 0, 1, 2 -> filter(plan(depth - 1));
            case 3, 4 -> project(plan(depth - 1));
            case 5, 6 -> new Limit(plan(depth - 1), random.nextInt(12));
            case 7 -> union(depth);
            case 8 -> rowCode(plan(depth - 1));
            default -> apply(plan(depth - 1));
        };
    }

    private LogicalPlan filter(LogicalPlan input) {
        return new FilterExpr(input, exprs.condition(input.schema(), 2));
    }

    private LogicalPlan project(LogicalPlan input) {
        List<String> names = new ArrayList<>(ColumnNames.of(input.schema()));
        Collections.shuffle(names, random);
        List<NamedExpr> columns = new ArrayList<>();
        for (String name : names.subList(0, random.nextInt(names.size() + 1))) {
            boolean renames = random.nextInt(4) == 0 && !names.contains(name + "_");
            columns.add(new NamedExpr(renames ? name + "_" : name, new Expr.Column(name)));
        }
        if (random.nextBoolean()) {
            String computed = "c" + random.nextInt(3);
            columns.removeIf(column -> column.name().equals(computed));
            columns.add(new NamedExpr(computed, exprs.any(input.schema(), 2)));
        }
        return Project.of(input, columns);
    }

    /** Of plans that are made to have the same columns. */
    private LogicalPlan union(int depth) {
        List<LogicalPlan> inputs = new ArrayList<>();
        LogicalPlan first = plan(depth - 1);
        inputs.add(first);
        for (int i = random.nextInt(3); i > 0; i--) {
            LogicalPlan other = plan(random.nextInt(depth));
            List<NamedExpr> columns = new ArrayList<>();
            for (Field field : first.schema().getFields()) {
                Field same = ColumnNames.of(other.schema()).contains(field.getName())
                        ? other.schema().findField(field.getName())
                        : null;
                if (same == null || !same.getType().equals(field.getType())) {
                    return first;
                }
                columns.add(NamedExpr.column(field.getName()));
            }
            inputs.add(Project.of(other, columns));
        }
        return new Union(inputs);
    }

    private LogicalPlan rowCode(LogicalPlan input) {
        int salt = random.nextInt(4);
        List<String> columns = ColumnNames.of(input.schema());
        if (random.nextBoolean()) {
            return new FilterRows(input, "hash", row -> hash(row, columns, salt) % 3 != 0);
        }
        boolean one = random.nextBoolean();
        return new MapRows(
                input,
                "make",
                row -> Collections.nCopies(one ? 1 : hash(row, columns, salt) % 3, made(row, columns, salt)),
                Made.class,
                one ? MapRows.Cardinality.ONE : MapRows.Cardinality.MANY,
                RecordColumns.of(Made.class).schema());
    }

    private static String text(Row row, List<String> columns) {
        return columns.stream()
                .map(column -> column + "=" + row.get(column))
                .toList()
                .toString();
    }

    private static int hash(Row row, List<String> columns, int salt) {
        return Math.floorMod(text(row, columns).hashCode() + salt, 97);
    }

    private static Made made(Row row, List<String> columns, int salt) {
        int hash = hash(row, columns, salt);
        return new Made(hash % 5 == 0 ? null : "made" + hash, hash % 7 == 0 ? null : (long) hash, text(row, columns));
    }

    /** An operator that reads one column, and keeps the others or not. */
    private LogicalPlan apply(LogicalPlan input) {
        List<String> names = ColumnNames.of(input.schema());
        Set<String> reads = names.isEmpty() ? Set.of() : Set.of(names.get(random.nextInt(names.size())));
        String replaced =
                !names.isEmpty() && random.nextInt(3) == 0 ? names.get(random.nextInt(names.size())) : "added";
        List<Field> gives = List.of(Field.nullable(replaced, INT64), Field.nullable("text", ArrowType.Utf8.INSTANCE));
        if (replaced.equals("text")) {
            gives = gives.subList(0, 1);
        }
        boolean text = gives.size() > 1;
        Operator.Output output = Operator.Output.values()[random.nextInt(2)];
        Operator operator = new TestOperator("operator", output, reads, gives, row -> {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put(replaced, (long) row.toString().hashCode() % 10);
            if (text) {
                result.put("text", row.toString());
            }
            return result;
        });
        return Apply.of(input, operator, Compute.actors(1, 2));
    }
}
