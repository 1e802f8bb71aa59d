// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.BatchStream;
import io.pelton.dataset.Engine;
import io.pelton.dataset.JobListener;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.JobResult;
import io.pelton.dataset.internal.Services;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.source.ParquetSource;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.Source;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.FileStores;
import io.pelton.engine.io.parquet.BufferPool;
import io.pelton.engine.io.parquet.ParquetReadable;
import io.pelton.engine.plan.Planned;
import io.pelton.engine.plan.Planner;
import io.pelton.engine.runtime.EmbeddedJobs;
import io.pelton.engine.runtime.MachineLimits;
import io.pelton.engine.schedule.SchedulerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.types.pojo.Schema;

/** Runs plans in this JVM. Found by {@link Engine#load}; tests make their own with stores that fail. */
public final class PeltonEngine implements Engine {
    private final FileStore store;
    private final MachineLimits limits;
    private final EmbeddedJobs jobs;

    /** The engine of this process: local files, Hadoop's file systems, and the limits of the machine. */
    public PeltonEngine() {
        this(
                FileStores.standard(),
                MachineLimits.detect(),
                () -> Services.of(JobListener.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList(),
                () -> UUID.randomUUID().toString());
    }

    /**
     * An engine of given parts.
     *
     * @param store where files are
     * @param limits what jobs may use
     * @param listeners asked for once for each job
     * @param ids gives tokens that nobody else has
     */
    public PeltonEngine(
            FileStore store, MachineLimits limits, Supplier<List<JobListener>> listeners, Supplier<String> ids) {
        this(store, limits, listeners, ids, UnaryOperator.identity());
    }

    private PeltonEngine(
            FileStore store,
            MachineLimits limits,
            Supplier<List<JobListener>> listeners,
            Supplier<String> ids,
            UnaryOperator<SchedulerSettings> settings) {
        this.store = requireNonNull(store, "store");
        this.limits = requireNonNull(limits, "limits");
        this.jobs = new EmbeddedJobs(store, limits, listeners, ids, this::sourcesOfJob, settings);
    }

    /**
     * An engine for measuring what splits cost: it cuts them after a time, not after some seconds, so that a short job can
     * have many. Files and the log grow in number with them.
     */
    public static PeltonEngine cuttingSplitsAfter(Duration time) {
        return new PeltonEngine(
                FileStores.standard(),
                MachineLimits.detect(),
                List::of,
                () -> UUID.randomUUID().toString(),
                settings -> settings.withSplitTime(time));
    }

    /** The sources of a job share buffers, and keep them until it ends. */
    private Function<Source, ReadableSource> sourcesOfJob() {
        BufferPool buffers = BufferPool.shared();
        return source -> readable(source, buffers);
    }

    private ReadableSource readable(Source source, BufferPool buffers) {
        return source instanceof ReadableSource
                ? (ReadableSource) source
                : new ParquetReadable(store, (ParquetSource) source, buffers);
    }

    @Override
    public Schema schemaOf(Source source) {
        return readable(source, BufferPool.shared()).schema();
    }

    @Override
    public String explain(LogicalPlan plan, JobOptions options) {
        return Planner.explain(plan(plan, options));
    }

    private Planned plan(LogicalPlan plan, JobOptions options) {
        return Planner.plan(plan, options.cpus().orElse(limits.cores()));
    }

    @Override
    public JobResult run(LogicalPlan plan, JobOptions options) {
        return jobs.run(plan(plan, options), options);
    }

    @Override
    public BatchStream iterate(LogicalPlan plan, JobOptions options) {
        return jobs.iterate(plan(plan, options), options);
    }

    @Override
    public InputStream openFile(String uri) throws IOException {
        return store.open(uri);
    }
}
