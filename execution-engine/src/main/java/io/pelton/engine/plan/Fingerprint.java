// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pelton.dataset.Operator;
import io.pelton.dataset.internal.CodeFingerprint;
import io.pelton.dataset.internal.TypeNames;
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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * What a plan's rows depend on besides the content of its input: columns, expressions, limits, and the fingerprints of its
 * operators. Pools, batch sizes, paths and the way that files are written do not count, as the rows are the same.
 *
 * <p>User code on rows counts by its name and by its compiled class with what it captured, see {@link CodeFingerprint}: a
 * change of code in other classes that it calls is not seen. Give it another name then, or overwrite the output.
 */
final class Fingerprint implements LogicalPlan.Visitor<String> {
    private static final int SHOWN = 12;

    private Fingerprint() {}

    /** A sha256 in hex, the same in every process. */
    static String of(LogicalPlan plan) {
        return sha256(text(plan));
    }

    /** A line for each node that runs code, in the plan's order: its name and the start of a hash of its code. */
    static String codes(LogicalPlan plan) {
        StringBuilder lines = new StringBuilder();
        if (plan instanceof Apply) {
            Operator operator = ((Apply) plan).operator();
            lines.append(code(operator.name(), operator.fingerprint()));
        } else if (plan instanceof MapRows) {
            lines.append(code(((MapRows) plan).name(), CodeFingerprint.of(((MapRows) plan).function())));
        } else if (plan instanceof FilterRows) {
            lines.append(code(((FilterRows) plan).name(), CodeFingerprint.of(((FilterRows) plan).predicate())));
        }
        plan.inputs().forEach(input -> lines.append(codes(input)));
        return lines.toString();
    }

    private static String code(String name, String fingerprint) {
        return name + " of fingerprint " + sha256(fingerprint).substring(0, SHOWN) + "\n";
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }

    /** What the hash is of: one line for each node, each part quoted so that no two plans have one text. */
    static String text(LogicalPlan plan) {
        return plan.accept(new Fingerprint());
    }

    private static String node(LogicalPlan node, String kind, Object... parts) {
        StringBuilder text = new StringBuilder(kind);
        for (Object part : parts) {
            text.append(' ').append(quoted(String.valueOf(part)));
        }
        text.append(" (").append(node.inputs().size()).append(")\n");
        node.inputs().forEach(input -> text.append(text(input)));
        return text.toString();
    }

    private static String quoted(String part) {
        return '"' + part.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    @Override
    public String scan(Scan scan) {
        StringBuilder columns = new StringBuilder();
        for (Field field : scan.schema().getFields()) {
            columns.append(quoted(field.getName()))
                    .append(' ')
                    .append(TypeNames.of(field))
                    .append(',');
        }
        return node(
                scan, "scan", columns, scan.limit().isPresent() ? scan.limit().getAsLong() : "all");
    }

    @Override
    public String project(Project project) {
        StringBuilder columns = new StringBuilder();
        for (NamedExpr column : project.columns()) {
            columns.append(quoted(column.name()))
                    .append('=')
                    .append(column.expr())
                    .append(',');
        }
        return node(project, "project", columns);
    }

    @Override
    public String filterRows(FilterRows filter) {
        return node(filter, "filterRows", filter.name(), CodeFingerprint.of(filter.predicate()));
    }

    @Override
    public String filterExpr(FilterExpr filter) {
        return node(filter, "filter", filter.predicate());
    }

    @Override
    public String mapRows(MapRows map) {
        return node(
                map,
                "mapRows",
                map.name(),
                map.cardinality(),
                map.recordType().getName(),
                PlanText.fields(map.schema()),
                CodeFingerprint.of(map.function()));
    }

    @Override
    public String apply(Apply apply) {
        return node(apply, "apply", apply.operator().fingerprint(), PlanText.fields(apply.schema()));
    }

    @Override
    public String limit(Limit limit) {
        return node(limit, "limit", limit.rows());
    }

    @Override
    public String union(Union union) {
        return node(union, "union");
    }

    @Override
    public String write(Write write) {
        return node(write, "write", write.sink().getClass().getSimpleName());
    }
}
