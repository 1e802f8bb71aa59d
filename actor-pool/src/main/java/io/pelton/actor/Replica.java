// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

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
    /** Messages put into the mailbox and not handled. */
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

    boolean isPresent() {
        return phase != Phase.ENDED && !leaving;
    }

    boolean takesMessages() {
        return phase == Phase.RUNNING && !leaving;
    }

    void leave() {
        leaving = true;
        mailbox.wake();
    }

    @Override
    public void run() {
        if (leaving && pool.endIfDrained(this)) {
            tell(() -> listener.stopped(number));
            pool.gone(this);
            return;
        }
        Actor<M, R> actor;
        try {
            actor = pool.make(number);
        } catch (Throwable cause) {
            crash(cause);
            return;
        }
        pool.opened(this);
        tell(() -> listener.started(number));
        Failure<M> failure = work(actor);
        if (failure != null) {
            ActorPool.Crash<M> crash = pool.crash(this, failure.cause());
            crash.lost().add(0, failure.message());
            close(actor, failure.cause());
            tellCrash(failure.cause(), crash);
        } else {
            leave(actor, pool.end(this));
        }
    }

    /** Ends this replica, which has no actor, because it cannot get one. Any thread, once. */
    void crash(Throwable cause) {
        tellCrash(cause, pool.crash(this, cause));
    }

    private void tellCrash(Throwable cause, ActorPool.Crash<M> crash) {
        tell(() -> listener.crashed(number, cause, List.copyOf(crash.lost())));
        pool.gone(this);
        tell(crash.aftermath());
    }

    /** Ends as asked, unless the pool was closed over messages or the actor does not close. */
    private void leave(Actor<M, R> actor, List<M> left) {
        Throwable why = left.isEmpty()
                ? null
                : new CancellationException(
                        "Cannot handle " + left.size() + " more messages: pool '" + pool.name() + "' was closed");
        Throwable cause = close(actor, why);
        if (cause == null) {
            tell(() -> listener.stopped(number));
        } else {
            tell(() -> listener.crashed(number, cause, left));
        }
        pool.gone(this);
    }

    /** Handles messages until there are no more to come, or one was too much. */
    private @Nullable Failure<M> work(Actor<M, R> actor) {
        M message;
        while ((message = next()) != null) {
            Throwable crash = handle(actor, message);
            Thread.interrupted(); // what interrupted this message is no matter of the next
            if (crash != null) {
                return new Failure<>(message, crash);
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

    private static @Nullable Throwable close(Actor<?, ?> actor, @Nullable Throwable crash) {
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

    /** The message that an actor did not survive. */
    private record Failure<M>(M message, Throwable cause) {}
}
