// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.micro;

import io.pelton.actor.ActorPool;
import io.pelton.actor.PoolListener;
import io.pelton.actor.PoolSettings;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Messages through the mailbox of one actor and its answers back: a message. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@SuppressWarnings("NullAway.Init") // JMH calls open before all else
public class MailboxBench {
    private static final int MESSAGES = 100_000;

    /** How many messages a mailbox holds. */
    @Param({"2", "1024"})
    public int capacity;

    private final AtomicLong answered = new AtomicLong();
    private ActorPool<String, String> pool;

    /** Starts the actor. */
    @Setup
    public void open() {
        pool = ActorPool.create(
                PoolSettings.of("bench", capacity), replica -> message -> message, new Counting(), Thread::new);
        pool.resize(1);
        while (pool.running() < 1) {
            Thread.yield();
        }
    }

    /** Sends messages as fast as there is room, and waits for the last answer. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long message() {
        long until = answered.get() + MESSAGES;
        for (int sent = 0; sent < MESSAGES; ) {
            if (pool.offer("message")) {
                sent++;
            } else {
                Thread.yield();
            }
        }
        while (answered.get() < until) {
            Thread.yield();
        }
        return until;
    }

    /** Ends the actor. */
    @TearDown
    public void close() {
        pool.close();
    }

    private final class Counting implements PoolListener<String, String> {
        @Override
        public void started(int replica) {}

        @Override
        public void completed(int replica, String message, String result, long busyNanos) {
            answered.incrementAndGet();
        }

        @Override
        public void failed(int replica, String message, Throwable cause, long busyNanos) {
            throw new IllegalStateException(cause);
        }

        @Override
        public void crashed(int replica, Throwable cause, List<String> lost) {}

        @Override
        public void stopped(int replica) {}

        @Override
        public void exhausted(Throwable cause) {}
    }
}
