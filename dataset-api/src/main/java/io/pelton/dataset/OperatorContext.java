// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What an actor gives the function that it opens.
 *
 * <p><b>Threads.</b> {@link #allocator}, {@link #shared} and {@link #counters} may be used by any thread.
 */
public interface OperatorContext {
    /** The schema of the batches to come. */
    Schema inputSchema();

    /** The most rows of a batch, as the user or the operator wished. */
    default int batchRows() {
        return Integer.MAX_VALUE;
    }

    /** Where results are allocated; counted against the stage. */
    BufferAllocator allocator();

    /** The threads that one call of the function may keep busy, at least 1: the actor's cpus, rounded down. */
    int threadsPerActor();

    /** The most actors that the pool may have, so that shared resources can be sized once. */
    int maxActors();

    /** A directory of this machine that outlives jobs, for what is worth remembering, such as calibrations. */
    Path cacheDirectory();

    /** Figures that the job's summary adds up over actors, such as padding or native memory. */
    Counters counters();

    /**
     * A resource of which the process holds one for each key, such as a model session. The first caller makes it, others
     * wait for it and share it; it is closed when the stage's last actor has gone.
     *
     * @param key what makes two requests the same, such as a model's sha256 with its settings
     * @param create makes the resource; its failure is thrown to every waiter, and the next caller tries again
     * @return the shared resource, borrowed until the function that this context opened is closed
     */
    <T extends AutoCloseable> T shared(String key, Callable<T> create) throws Exception;
}
