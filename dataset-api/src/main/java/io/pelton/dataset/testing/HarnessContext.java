// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.testing;

import io.pelton.dataset.Counters;
import io.pelton.dataset.OperatorContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A context for one function; closes what it shared, last first, and deletes its cache. */
final class HarnessContext implements OperatorContext, AutoCloseable {
    private final Schema inputSchema;
    private final BufferAllocator allocator;
    private final Map<String, Long> figures = new ConcurrentHashMap<>();
    private final Map<String, AutoCloseable> shared = new ConcurrentHashMap<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable Path cache;

    HarnessContext(Schema inputSchema, BufferAllocator allocator) {
        this.inputSchema = inputSchema;
        this.allocator = allocator;
    }

    @Override
    public Schema inputSchema() {
        return inputSchema;
    }

    @Override
    public BufferAllocator allocator() {
        return allocator;
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
    public synchronized Path cacheDirectory() {
        if (cache == null) {
            try {
                cache = Files.createTempDirectory("pelton-harness");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return cache;
    }

    @Override
    public Counters counters() {
        return new Counters() {
            @Override
            public void add(String name, long delta) {
                figures.merge(name, delta, Long::sum);
            }

            @Override
            public void max(String name, long value) {
                figures.merge(name, value, Math::max);
            }
        };
    }

    @Override
    @SuppressWarnings("unchecked") // a key stands for one type, as its callers agree
    public synchronized <T extends AutoCloseable> T shared(String key, Callable<T> create) throws Exception {
        T resource = (T) shared.get(key);
        if (resource == null) {
            resource = create.call();
            shared.put(key, resource);
            opened.push(resource);
        }
        return resource;
    }

    @Override
    public synchronized void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        if (cache != null) {
            try (Stream<Path> files = Files.walk(cache)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
