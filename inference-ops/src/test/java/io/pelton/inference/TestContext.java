// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

import io.pelton.dataset.Counters;
import io.pelton.dataset.OperatorContext;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** A context by hand: resources are shared until the context is closed, and how many were made is counted. */
public final class TestContext implements OperatorContext, Counters, AutoCloseable {
    private final Map<String, AutoCloseable> shared = new LinkedHashMap<>();
    private final Map<String, Long> figures = new ConcurrentHashMap<>();
    private final RootAllocator root = new RootAllocator();
    private final Schema schema;
    private final Path cache;
    private int made;
    private int batchRows = Integer.MAX_VALUE;

    public TestContext(Path cache) {
        this(new Schema(java.util.List.of()), cache);
    }

    public TestContext(Schema schema, Path cache) {
        this.schema = schema;
        this.cache = cache;
    }

    @Override
    public Schema inputSchema() {
        return schema;
    }

    /** Sets the most rows of a batch. */
    public void batchRows(int rows) {
        batchRows = rows;
    }

    @Override
    public int batchRows() {
        return batchRows;
    }

    @Override
    public BufferAllocator allocator() {
        return root;
    }

    @Override
    public int threadsPerActor() {
        return 1;
    }

    @Override
    public int maxActors() {
        return 2;
    }

    @Override
    public Path cacheDirectory() {
        return cache;
    }

    @Override
    public Counters counters() {
        return this;
    }

    @Override
    public void add(String name, long delta) {
        figures.merge(name, delta, Long::sum);
    }

    @Override
    public void max(String name, long value) {
        figures.merge(name, value, Math::max);
    }

    public long figure(String name) {
        return figures.getOrDefault(name, 0L);
    }

    /** How many shared resources were made. */
    public int made() {
        return made;
    }

    @Override
    @SuppressWarnings("unchecked")
    public synchronized <T extends AutoCloseable> T shared(String key, Callable<T> create) throws Exception {
        AutoCloseable found = shared.get(key);
        if (found == null) {
            found = create.call();
            made++;
            shared.put(key, found);
        }
        return (T) found;
    }

    /** Closes what is shared, and fails if Arrow memory is still held. */
    @Override
    public void close() throws Exception {
        for (AutoCloseable resource : shared.values()) {
            resource.close();
        }
        root.close();
    }
}
