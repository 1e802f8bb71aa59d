// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Events of many threads, run by one. Bounded by what the scheduler has under way: every event answers a command, but for
 * those of the listing, which are told together.
 *
 * <p><b>Threads.</b> Any thread may {@link #post}; one thread takes. It sleeps only when nothing is there, and a post
 * wakes it, so under load nobody makes a system call.
 */
final class EventLoop {
    private final ConcurrentLinkedQueue<Runnable> events = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread sleeper;

    void post(Runnable event) {
        events.add(event);
        Thread thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Runs what is there now, {@code most} events at a time at the most. */
    int run(int most) {
        int n = 0;
        while (n < most) {
            Runnable event = events.poll();
            if (event == null) {
                break;
            }
            event.run();
            n++;
        }
        return n;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Sleeps until an event comes or the time has passed. */
    void await(long nanos) {
        sleeper = Thread.currentThread();
        if (events.isEmpty() && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper = null;
    }
}
