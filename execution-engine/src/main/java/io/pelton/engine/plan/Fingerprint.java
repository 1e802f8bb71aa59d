// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

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
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * What a plan's rows depend on besides the content of its input: columns, expressions, limits, and the fingerprints of its
 * operators. Pools, batch sizes, paths and the way that files are written do not count, as the rows are the same.
 *
 * <p>User code on rows counts by its name and by its compiled class with what it captured, see {@link CodeFingerprint}: a
 * change of code in other classes that it calls is not seen. Give it another name then, or overwrite the output.
 *
 * <p><b>Threads.</b> Any thread may call.
 */
public final class Fingerprint implements LogicalPlan.Visitor<String> {
    private static final int SHOWN = 12;

    private final LogicalPlan plan;
    /** Of functions on rows. They are read once, before any runs: one that counts its calls would be another afterwards. */
    private final Map<LogicalPlan, String> code = new IdentityHashMap<>();

    private Fingerprint(LogicalPlan plan) {
        this.plan = plan;
        readCode(plan);
    }

    /** Of a plan none of which runs yet; what operators say of themselves is asked for later. */
    public static Fingerprint of(Planned planned) {
        return of(planned.optimised());
    }

    static Fingerprint of(LogicalPlan plan) {
        return new Fingerprint(plan);
    }

    private void readCode(LogicalPlan node) {
        if (node instanceof MapRows) {
            code.put(node, CodeFingerprint.of(((MapRows) node).function()));
        } else if (node instanceof FilterRows) {
            code.put(node, CodeFingerprint.of(((FilterRows) node).predicate()));
        }
        node.inputs().forEach(this::readCode);
    }

    private String code(LogicalPlan node) {
        return requireNonNull(code.get(node), "all functions are read");
    }

    /**
     * What the result depends on besides the input's content, as a sha256 in hex, the same in every process. That of a large
     * model takes a moment to compute.
     */
    public String sha256() {
        return sha256(text());
    }

    /**
     * The plan in the words of {@link Planner#explain} without where it writes, then a line for each piece of user code and
     * each operator with a hash of what its result depends on: where two plans differ in {@link #sha256}, so do these.
     */
    public String describe() {
        return PlanText.tree(plan instanceof Write ? plan.inputs().get(0) : plan) + codes(plan);
    }

    private String codes(LogicalPlan node) {
        StringBuilder lines = new StringBuilder();
        if (node instanceof Apply) {
            Operator operator = ((Apply) node).operator();
            lines.append(line(operator.name(), operator.fingerprint()));
        } else if (node instanceof MapRows) {
            lines.append(line(((MapRows) node).name(), code(node)));
        } else if (node instanceof FilterRows) {
            lines.append(line(((FilterRows) node).name(), code(node)));
        }
        node.inputs().forEach(input -> lines.append(codes(input)));
        return lines.toString();
    }

    private static String line(String name, String fingerprint) {
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
    String text() {
        return plan.accept(this);
    }

    private String node(LogicalPlan node, String kind, Object... parts) {
        StringBuilder text = new StringBuilder(kind);
        for (Object part : parts) {
            text.append(' ').append(quoted(String.valueOf(part)));
        }
        text.append(" (").append(node.inputs().size()).append(")\n");
        node.inputs().forEach(input -> text.append(input.accept(this)));
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
        return node(filter, "filterRows", filter.name(), code(filter));
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
                code(map));
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
