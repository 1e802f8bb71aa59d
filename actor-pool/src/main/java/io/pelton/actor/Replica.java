// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One actor of a pool and the body of its thread: make, work, close, tell.
 *
 * <p>{@code phase}, {@code leaving}, {@code stopping} and {@code thread} are written under the pool's lock
 * only; the thread itself reads the flags without it.
 */
final class Replica<M, R> implements Runnable {
    /** How far a replica is. An ended one has no messages and gets none. */
    enum Phase {
        STARTING,
        RUNNING,
        ENDED
    }

    final int number;
    final Mailbox<M> mailbox;
    final AtomicInteger inFlight = new AtomicInteger();
    Phase phase = Phase.STARTING;
    /** Surplus: takes no more messages, finishes those it has. May be taken back until it has ended. */
    volatile boolean leaving;
    /** The pool is closed: leaves its messages. Never taken back. */
    volatile boolean stopping;

    @Nullable
    Thread thread;

    private final ActorPool<M, R> pool;
    private final PoolListener<M, R> listener;

    Replica(ActorPool<M, R> pool, PoolListener<M, R> listener, int number, int capacity) {
        this.pool = pool;
        this.listener = listener;
        this.number = number;
        this.mailbox = new Mailbox<>(capacity);
    }

    @Override
    public void run() {
        Actor<M, R> actor;
        try {
            actor = pool.make(number);
        } catch (Throwable cause) {
            crashed(cause, pool.end(this));
            return;
        }
        if (pool.opened(this)) {
            tell(() -> listener.started(number));
        }
        List<M> lost = new ArrayList<>(1);
        Throwable crash = work(actor, lost);
        lost.addAll(pool.end(this));
        if (crash == null && !lost.isEmpty()) {
            crash = new CancellationException(
                    "Cannot handle " + lost.size() + " messages: pool '" + pool.name() + "' was closed");
        }
        crash = close(actor, crash);
        if (crash == null) {
            tell(() -> listener.stopped(number));
            pool.gone(this, null);
        } else {
            crashed(crash, lost);
        }
    }

    /** Reports a crash, of which {@code lost} are the messages, and leaves the pool. Any thread, once. */
    void crashed(Throwable cause, List<M> lost) {
        List<M> given = List.copyOf(lost);
        tell(() -> listener.crashed(number, cause, given));
        pool.gone(this, cause);
    }

    /** Handles messages until there are no more to come: the Error that ended it, or null. */
    private @Nullable Throwable work(Actor<M, R> actor, List<M> lost) {
        M message;
        while ((message = next()) != null) {
            Throwable crash = handle(actor, message);
            Thread.interrupted(); // what interrupted this message is no matter of the next
            if (crash != null) {
                lost.add(message);
                return crash;
            }
        }
        return null;
    }

    private @Nullable M next() {
        while (!stopping) {
            M message = mailbox.poll();
            if (message != null) {
                return message;
            }
            if (leaving && pool.endIfDrained(this)) {
                return null;
            }
            mailbox.await();
        }
        return null;
    }

    private @Nullable Throwable handle(Actor<M, R> actor, M message) {
        long began = pool.nanos();
        R result;
        try {
            result = actor.receive(message);
        } catch (Exception cause) {
            long busy = pool.nanos() - began;
            inFlight.decrementAndGet();
            tell(() -> listener.failed(number, message, cause, busy));
            return null;
        } catch (Throwable crash) {
            return crash;
        }
        long busy = pool.nanos() - began;
        inFlight.decrementAndGet();
        tell(() -> listener.completed(number, message, result, busy));
        return null;
    }

    private @Nullable Throwable close(Actor<M, R> actor, @Nullable Throwable crash) {
        try {
            actor.close();
            return crash;
        } catch (Throwable cause) {
            if (crash == null) {
                return cause;
            }
            if (crash != cause) {
                crash.addSuppressed(cause);
            }
            return crash;
        }
    }

    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
        }
    }
}
