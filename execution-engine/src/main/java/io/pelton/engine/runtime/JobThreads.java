// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads of a job that are neither its loop's nor its actors'. */
final class JobThreads {
    private JobThreads() {}

    /** Threads that do not keep the process alive, {@code most} at the most. */
    static ExecutorService create(String name, int most) {
        return Executors.newFixedThreadPool(most, r -> {
            Thread thread = new Thread(r, "pelton-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
