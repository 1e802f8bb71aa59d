// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

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

    /**
     * Does some steps one after the other, on a thread that is left behind if they hang.
     *
     * @return whether all were done in time
     */
    static boolean runAll(String name, List<Runnable> steps, Duration atMost) {
        if (steps.isEmpty()) {
            return true;
        }
        ExecutorService thread = create(name, 1);
        thread.execute(() -> steps.forEach(Runnable::run));
        return end(thread, atMost);
    }

    /**
     * Lets a thread finish what it was given.
     *
     * @return whether it has in time
     */
    static boolean end(ExecutorService thread, Duration atMost) {
        thread.shutdown();
        try {
            return thread.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return thread.isTerminated();
        }
    }
}
