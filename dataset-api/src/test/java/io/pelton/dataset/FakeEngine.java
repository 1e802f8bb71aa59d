// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import io.pelton.dataset.expr.Expr;
import io.pelton.dataset.plan.Limit;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.plan.NamedExpr;
import io.pelton.dataset.plan.Project;
import io.pelton.dataset.plan.Scan;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.Source;
import io.pelton.dataset.source.SourcePart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Runs scans, limits and selections of columns over sources that read themselves, in batches of three rows. */
public final class FakeEngine implements Engine {
    /** The columns that Parquet files have here. */
    static final Schema PARQUET = Columns.schema(Columns.int64("id"), Columns.string("gloss"));

    @Override
    public Schema schemaOf(Source source) {
        return PARQUET;
    }

    @Override
    public String explain(LogicalPlan plan, JobOptions options) {
        return plan.describe() + " with " + options;
    }

    @Override
    public JobResult run(LogicalPlan plan, JobOptions options) {
        List<String> files = List.of(plan.describe());
        return new JobResult(
                options.existing().name(), Duration.ZERO, 0, 0, 0, 0, 0, 0, 0, files, List.of(), 0, Map.of());
    }

    @Override
    public BatchStream iterate(LogicalPlan plan, JobOptions options) {
        if (plan instanceof Limit) {
            return new Stream(((Limit) plan).input(), ((Limit) plan).rows());
        }
        return new Stream(plan, Long.MAX_VALUE);
    }

    @Override
    public InputStream openFile(String uri) {
        return new ByteArrayInputStream(new byte[0]);
    }

    private static final class Stream implements BatchStream {
        private final BufferAllocator allocator = new RootAllocator();
        private final Schema schema;
        private final List<String> columns;
        private final ReadableSource source;
        private final Deque<SourcePart> parts = new ArrayDeque<>();
        private long left;
        private @Nullable BatchReader reader;

        Stream(LogicalPlan plan, long limit) {
            LogicalPlan scan = plan instanceof Project ? ((Project) plan).input() : plan;
            this.schema = plan.schema();
            this.columns = plan instanceof Project ? names((Project) plan) : ((Scan) scan).columns();
            this.source = (ReadableSource) ((Scan) scan).source();
            this.left = limit;
            try {
                parts.addAll(source.parts());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<String> names(Project project) {
            return project.columns().stream()
                    .map(NamedExpr::expr)
                    .map(e -> ((Expr.Column) e).name())
                    .toList();
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public @Nullable RecordBatch next() {
            try {
                while (left > 0) {
                    if (reader == null) {
                        SourcePart part = parts.poll();
                        if (part == null) {
                            return null;
                        }
                        long rows = source.layout(part).rows();
                        reader = source.open(
                                part, new ReadRequest(0, rows, columns, Optional.empty(), 3, 1 << 20, allocator));
                    }
                    RecordBatch batch = reader.next();
                    if (batch != null) {
                        int rows = (int) Math.min(left, batch.rowCount());
                        left -= rows;
                        try (batch) {
                            return batch.slice(0, rows);
                        }
                    }
                    reader = null;
                }
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            allocator.close();
        }
    }
}
