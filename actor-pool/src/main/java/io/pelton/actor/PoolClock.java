// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Time as a pool sees it: measures work and puts off restarts. Tests bring their own. */
public interface PoolClock {
    /** Like {@link System#nanoTime}: only differences mean something. Any thread. */
    long nanos();

    /** Runs a short action once, no sooner than {@code delay} from now, on a thread of its own choice. */
    void after(Duration delay, Runnable action);

    /** The machine's clock, and the JDK's shared timer thread. */
    static PoolClock system() {
        return new PoolClock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void after(Duration delay, Runnable action) {
                CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                        .execute(action);
            }
        };
    }
}
