// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.plan;

import io.pelton.dataset.Counters;
import io.pelton.dataset.OperatorContext;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/** What an actor gives, without an actor. */
public record TestContext(Schema inputSchema, BufferAllocator allocator) implements OperatorContext {
    @Override
    public int threadsPerActor() {
        return 1;
    }

    @Override
    public int maxActors() {
        return 1;
    }

    @Override
    public Path cacheDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    @Override
    public Counters counters() {
        return new Counters() {
            @Override
            public void add(String name, long delta) {}

            @Override
            public void max(String name, long value) {}
        };
    }

    @Override
    public <T extends AutoCloseable> T shared(String key, Callable<T> create) throws Exception {
        return create.call();
    }
}
