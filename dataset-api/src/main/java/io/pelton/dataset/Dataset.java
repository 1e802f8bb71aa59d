// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.internal.CodeFingerprint;
import io.pelton.dataset.internal.ColumnNames;
import io.pelton.dataset.internal.OneRow;
import io.pelton.dataset.internal.Pulls;
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
import io.pelton.dataset.plan.Write;
import io.pelton.dataset.sink.ParquetSink;
import io.pelton.dataset.sink.Sink;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.Source;
import io.pelton.dataset.source.internal.RangeSource;
import io.pelton.dataset.source.internal.RecordsSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows to come: a description of where they come from and what is done with them. Immutable and lazy; every verb gives a
 * new dataset and checks its arguments at the line where it is written. Rows move only when a {@link Pipeline} runs or
 * when {@link #take}, {@link #show}, {@link #count} or {@link #iterate} pull them.
 *
 * <p><b>Order.</b> Rows keep the order of the input; {@link #limit} and {@link #take} mean the first in it.
 *
 * <p><b>User code</b> given to {@code map}, {@code flatMap}, {@code filter} and {@code mapBatches} is called by several
 * threads at once, sees each row at least once, and must not keep state between calls. It is part of what makes two runs
 * the same job: see {@link BatchMap#fingerprint(String)}.
 *
 * <p><b>Threads.</b> Any thread may call any method.
 */
public final class Dataset {
    private static final int SHOWN_ROWS = 20;

    private final LogicalPlan plan;

    private Dataset(LogicalPlan plan) {
        this.plan = requireNonNull(plan, "plan");
    }

    /** A dataset of a plan. */
    public static Dataset of(LogicalPlan plan) {
        return new Dataset(plan);
    }

    /**
     * Parquet files.
     *
     * @param paths files, folders or globs; local paths or URIs ({@code file}, {@code s3a}, {@code hdfs}), in this order
     * @throws PeltonException of kind USER if there is no such file, or it is not Parquet
     */
    public static Dataset readParquet(String... paths) {
        return read(new ParquetSource(List.of(paths)));
    }

    /** Any source. */
    public static Dataset read(Source source) {
        Schema schema = source instanceof ReadableSource
                ? ((ReadableSource) source).schema()
                : Engine.load().schemaOf(source);
        return new Dataset(Scan.of(source, schema));
    }

    /**
     * Rows that the process holds; columns are named after the record's components. See {@link #fromRecords(Class, List)}
     * for a list that may be empty.
     */
    @SafeVarargs
    public static <R extends Record> Dataset fromRecords(R... rows) {
        return fromRecords(Arrays.asList(rows));
    }

    /** Rows that the process holds, at least one. */
    public static <R extends Record> Dataset fromRecords(List<R> rows) {
        if (rows.isEmpty()) {
            throw PeltonException.user("Cannot read records: expected at least one row, to know the columns, but found"
                    + " none. Say what they are with fromRecords(Type.class, rows).");
        }
        return read(new RecordsSource(requireNonNull(rows.get(0), "row 0").getClass(), rows));
    }

    /**
     * Rows that the process holds, of a known type.
     *
     * @param type primitives and their boxes, strings, enums, {@code byte[]}, {@code BigDecimal} as decimal(38, 9),
     *     {@code java.time} values in microseconds, arrays of numbers, and lists and records of these may be its components
     */
    public static <R extends Record> Dataset fromRecords(Class<R> type, List<R> rows) {
        return read(new RecordsSource(type, rows));
    }

    /** The integers from 0 to {@code n - 1} as column {@code id}. */
    public static Dataset range(long n) {
        return range(0, n);
    }

    /** The integers from {@code from} to {@code to - 1} as column {@code id}. */
    public static Dataset range(long from, long to) {
        return read(new RangeSource(from, to));
    }

    /** Some of the columns, in this order. */
    public Dataset select(String... columns) {
        List<NamedExpr> kept = new ArrayList<>(columns.length);
        for (String column : columns) {
            require(column, "select '" + column + "'");
            kept.add(NamedExpr.column(column));
        }
        return project(kept);
    }

    /** All columns but some. */
    public Dataset drop(String... columns) {
        Set<String> dropped = new HashSet<>();
        for (String column : columns) {
            require(column, "drop '" + column + "'");
            dropped.add(column);
        }
        List<NamedExpr> kept = new ArrayList<>();
        for (Field field : schema().getFields()) {
            if (!dropped.contains(field.getName())) {
                kept.add(NamedExpr.column(field.getName()));
            }
        }
        return project(kept);
    }

    /** The same columns, one of them under another name. */
    public Dataset rename(String from, String to) {
        require(from, "rename '" + from + "'");
        requireNonNull(to, "to");
        List<NamedExpr> columns = new ArrayList<>();
        for (Field field : schema().getFields()) {
            String name = field.getName();
            columns.add(new NamedExpr(name.equals(from) ? to : name, new Expr.Column(name)));
        }
        return project(columns);
    }

    /** The same columns with one more, last; or with another value in one that there is, in its place. */
    public Dataset withColumn(String name, Expr value) {
        NamedExpr added = new NamedExpr(name, value);
        boolean replaces =
                schema().getFields().stream().anyMatch(f -> f.getName().equals(name));
        List<NamedExpr> columns = new ArrayList<>();
        for (Field field : schema().getFields()) {
            columns.add(field.getName().equals(name) ? added : NamedExpr.column(field.getName()));
        }
        if (!replaces) {
            columns.add(added);
        }
        return project(columns);
    }

    private Dataset project(List<NamedExpr> columns) {
        return new Dataset(Project.of(plan, columns));
    }

    private void require(String column, String what) {
        ColumnNames.require(schema(), requireNonNull(column, "column"), what);
    }

    /** The rows for which a condition is true. */
    public Dataset filter(Expr condition) {
        return new Dataset(new FilterExpr(plan, requireNonNull(condition, "condition")));
    }

    /** The rows for which code answers true. An expression, where it can say the same, is faster and may skip reading. */
    public Dataset filter(Predicate<Row> condition) {
        return filter(CodeFingerprint.nameOf(requireNonNull(condition, "condition")), condition);
    }

    /** As {@link #filter(Predicate)}, with a name for plans and progress. */
    public Dataset filter(String name, Predicate<Row> condition) {
        return new Dataset(new FilterRows(plan, name, condition));
    }

    /**
     * One new row for each row.
     *
     * @param type the Java record whose components are the new columns
     * @param function gives an instance for a row, never null
     */
    public <R extends Record> Dataset map(Class<R> type, Function<? super Row, ? extends R> function) {
        return map(CodeFingerprint.nameOf(requireNonNull(function, "function")), type, function);
    }

    /** As {@link #map(Class, Function)}, with a name for plans and progress. */
    public <R extends Record> Dataset map(String name, Class<R> type, Function<? super Row, ? extends R> function) {
        requireNonNull(function, "function");
        Schema schema = RecordColumns.of(type).schema();
        return new Dataset(new MapRows(plan, name, new OneRow<R>(function), type, MapRows.Cardinality.ONE, schema));
    }

    /**
     * Any number of new rows for each row.
     *
     * @param type the Java record whose components are the new columns
     * @param function gives instances for a row; empty for none, never null
     */
    public <R extends Record> Dataset flatMap(
            Class<R> type, Function<? super Row, ? extends Iterable<? extends R>> function) {
        return flatMap(CodeFingerprint.nameOf(requireNonNull(function, "function")), type, function);
    }

    /** As {@link #flatMap(Class, Function)}, with a name for plans and progress. */
    public <R extends Record> Dataset flatMap(
            String name, Class<R> type, Function<? super Row, ? extends Iterable<? extends R>> function) {
        Schema schema = RecordColumns.of(type).schema();
        @SuppressWarnings(
                "unchecked") // what takes more than rows takes rows; passed as it is, so that it is known again
        Function<Row, ? extends Iterable<? extends R>> rows =
                (Function<Row, ? extends Iterable<? extends R>>) requireNonNull(function, "function");
        return new Dataset(new MapRows(plan, name, rows, type, MapRows.Cardinality.MANY, schema));
    }

    /** Code over batches that gives the columns that it takes; each actor of the pool opens it once. */
    public Dataset mapBatches(BatchFactory factory, Compute compute) {
        return mapBatches(BatchMap.of(factory), compute);
    }

    /** Code over batches that gives columns of its own in place of those that it takes. */
    public Dataset mapBatches(BatchFactory factory, Schema output, Compute compute) {
        return mapBatches(BatchMap.of(factory).giving(output), compute);
    }

    /** Code over batches with all that can be said about it. */
    public Dataset mapBatches(BatchMap map, Compute compute) {
        return infer(map, compute);
    }

    /**
     * An operator, such as a model.
     *
     * <p>Operators that follow each other run in pools of actors of their own, side by side. Where all of them only compute
     * ({@link Operator#cpuBound}) and may have an actor on every core, they run one after the other in the same actors
     * instead, as a loop written by hand would: what one gives reaches the next while it is in the cache. In a job that
     * writes, one that costs no more than reading ({@link Operator#light}) shares the actors that read; then its batches end
     * where files do. {@link #explain} shows which do.
     *
     * @throws PeltonException of kind USER if the columns are not those that the operator needs
     */
    public Dataset infer(Operator operator, Compute compute) {
        requireNonNull(operator, "operator");
        return new Dataset(Apply.of(plan, operator, compute));
    }

    /** The first rows. */
    public Dataset limit(long rows) {
        return new Dataset(new Limit(plan, rows));
    }

    /** These rows, then those of the others in turn; all must have the same columns. */
    public Dataset union(Dataset... others) {
        List<LogicalPlan> inputs = new ArrayList<>(others.length + 1);
        inputs.add(plan);
        for (Dataset other : others) {
            inputs.add(other.plan);
        }
        return new Dataset(new Union(inputs));
    }

    /**
     * The pipeline that writes the rows as Parquet files.
     *
     * @param path a folder: a local path or a URI ({@code file}, {@code s3a}, {@code hdfs})
     */
    public Pipeline writeParquet(String path) {
        return write(ParquetSink.to(path));
    }

    /** The pipeline that writes the rows to a sink, such as {@code ParquetSink.to(path).withMaxRowsPerFile(..)}. */
    public Pipeline write(Sink sink) {
        return new Pipeline(new Write(plan, sink));
    }

    /** The names and types of the columns. */
    public Schema schema() {
        return plan.schema();
    }

    /** What the dataset is, as a tree. */
    public LogicalPlan plan() {
        return plan;
    }

    /** The logical, optimised and physical plans, as text for people. */
    public String explain() {
        return Engine.load().explain(plan, JobOptions.fromSystemProperties());
    }

    /** The rows, while they are computed; close the stream. */
    public BatchStream iterate() {
        return iterate(JobOptions.fromSystemProperties());
    }

    /** As {@link #iterate()}, with options. */
    public BatchStream iterate(JobOptions options) {
        return Engine.load().iterate(plan, options);
    }

    /** The first rows, each as an unmodifiable map from column to value, of the types that {@link Row} names. */
    public List<Map<String, @Nullable Object>> take(int rows) {
        try (BatchStream stream = limit(rows).iterate()) {
            return Pulls.rows(stream, rows);
        }
    }

    /** The number of rows. Reads no column that no filter or function needs. */
    public long count() {
        try (BatchStream stream = project(List.of()).iterate()) {
            return Pulls.count(stream);
        }
    }

    /** Prints the first 20 rows on the standard output. */
    public void show() {
        show(SHOWN_ROWS);
    }

    /** Prints the first rows on the standard output, as a table. */
    public void show(int rows) {
        Pulls.print(table(rows));
    }

    /** The first rows as a table, with the columns' names and types above. */
    public String table(int rows) {
        try (BatchStream stream = limit(rows + 1L).iterate()) {
            return Pulls.table(stream, rows);
        }
    }

    @Override
    public String toString() {
        return "Dataset[" + plan.describe() + ": " + schema() + "]";
    }
}
