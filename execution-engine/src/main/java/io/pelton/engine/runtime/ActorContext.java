// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.Counters;
import io.pelton.dataset.OperatorContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** What one actor gives the steps that it opens; closing it lets go of what they shared. */
final class ActorContext implements OperatorContext, AutoCloseable {
    private final Schema inputSchema;
    private final int batchRows;
    private final BufferAllocator allocator;
    private final int threads;
    private final int maxActors;
    private final Path cacheDirectory;
    private final Counters counters;
    private final SharedResources resources;
    private final List<String> held = new ArrayList<>();

    ActorContext(
            Schema inputSchema,
            int batchRows,
            BufferAllocator allocator,
            int threads,
            int maxActors,
            Path cacheDirectory,
            Counters counters,
            SharedResources resources) {
        this.inputSchema = inputSchema;
        this.batchRows = batchRows;
        this.allocator = allocator;
        this.threads = threads;
        this.maxActors = maxActors;
        this.cacheDirectory = cacheDirectory;
        this.counters = counters;
        this.resources = resources;
    }

    @Override
    public Schema inputSchema() {
        return inputSchema;
    }

    @Override
    public int batchRows() {
        return batchRows;
    }

    @Override
    public BufferAllocator allocator() {
        return allocator;
    }

    @Override
    public int threadsPerActor() {
        return threads;
    }

    @Override
    public int maxActors() {
        return maxActors;
    }

    @Override
    public Path cacheDirectory() {
        return cacheDirectory;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    @SuppressWarnings("unchecked") // one key stands for one type
    public <T extends AutoCloseable> T shared(String key, Callable<T> create) throws Exception {
        T resource = (T) resources.acquire(key, create);
        synchronized (held) {
            held.add(key);
        }
        return resource;
    }

    @Override
    public void close() throws Exception {
        synchronized (held) {
            for (String key : held) {
                resources.release(key);
            }
            held.clear();
        }
    }
}
