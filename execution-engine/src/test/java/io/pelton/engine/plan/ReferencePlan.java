// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.Row;
import io.pelton.dataset.expr.Expr;
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
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** The rows of a plan, as its nodes' documentation reads. Scans give all rows up to their limit, whatever they may skip. */
@NullUnmarked
public final class ReferencePlan implements LogicalPlan.Visitor<List<Map<String, Object>>> {
    private ReferencePlan() {}

    /** The rows, each a map from column to value in the order of the columns. */
    public static List<Map<String, Object>> rows(LogicalPlan plan) {
        return plan.accept(new ReferencePlan());
    }

    @Override
    public List<Map<String, Object>> scan(Scan scan) {
        List<Map<String, Object>> all = ((TestSource) scan.source()).rows();
        return all.stream()
                .limit(scan.limit().orElse(Long.MAX_VALUE))
                .map(row -> {
                    Map<String, Object> read = new LinkedHashMap<>();
                    scan.columns().forEach(column -> read.put(column, row.get(column)));
                    return read;
                })
                .toList();
    }

    @Override
    public List<Map<String, Object>> project(Project project) {
        return rows(project.input()).stream()
                .map(row -> {
                    Map<String, Object> result = new LinkedHashMap<>();
                    for (NamedExpr column : project.columns()) {
                        result.put(
                                column.name(),
                                column.expr() instanceof Expr.Column source
                                        ? row.get(source.name())
                                        : ReferenceExpr.eval(column.expr(), row));
                    }
                    return result;
                })
                .toList();
    }

    @Override
    public List<Map<String, Object>> filterRows(FilterRows filter) {
        return rows(filter.input()).stream()
                .filter(row -> filter.predicate().test(view(row)))
                .toList();
    }

    @Override
    public List<Map<String, Object>> filterExpr(FilterExpr filter) {
        return rows(filter.input()).stream()
                .filter(row -> holds(filter.predicate(), row))
                .toList();
    }

    /** As one filter after another, of which the first that does not hold drops the row. */
    private static boolean holds(Expr condition, Map<String, Object> row) {
        if (condition instanceof Expr.And and) {
            return holds(and.left(), row) && holds(and.right(), row);
        }
        return Boolean.TRUE.equals(ReferenceExpr.eval(condition, row));
    }

    @Override
    public List<Map<String, Object>> mapRows(MapRows map) {
        List<Map<String, Object>> results = new ArrayList<>();
        for (Map<String, Object> row : rows(map.input())) {
            for (Record record : map.function().apply(view(row))) {
                results.add(values(record));
            }
        }
        return results;
    }

    private static Map<String, Object> values(Record record) {
        Map<String, Object> values = new LinkedHashMap<>();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                values.put(component.getName(), component.getAccessor().invoke(record));
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return values;
    }

    @Override
    public List<Map<String, Object>> apply(Apply apply) {
        return rows(apply.input()).stream()
                .map(((TestOperator) apply.operator())::row)
                .toList();
    }

    @Override
    public List<Map<String, Object>> limit(Limit limit) {
        return rows(limit.input()).stream().limit(limit.rows()).toList();
    }

    @Override
    public List<Map<String, Object>> union(Union union) {
        List<Map<String, Object>> all = new ArrayList<>();
        union.inputs().forEach(input -> all.addAll(rows(input)));
        return all;
    }

    @Override
    public List<Map<String, Object>> write(Write write) {
        return rows(write.input());
    }

    private static Row view(Map<String, Object> row) {
        return new Row() {
            @Override
            public Object get(String column) {
                return row.get(column);
            }

            @Override
            public boolean isNull(String column) {
                return row.get(column) == null;
            }
        };
    }
}
