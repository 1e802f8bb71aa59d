// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import java.util.List;

/**
 * Hears of a pool.
 *
 * <p><b>What comes.</b> Every message that {@link ActorPool#offer} took comes back exactly once:
 * through {@link #completed}, {@link #failed} or the list of {@link #crashed}. Its place in the
 * mailbox is free before the call is made. Every actor's life ends with exactly one of
 * {@link #crashed} and {@link #stopped}; {@link #started} comes before it if the actor could be made at all.
 *
 * <p><b>Threads.</b> Calls come from actor threads, at most one per actor at a time, and hold no lock:
 * they may call the pool, {@link ActorPool#close} included. They must not block for long, as the
 * actor waits. What a listener throws goes to the thread's uncaught exception handler and changes
 * nothing else.
 */
public interface PoolListener<M, R> {
    /** The actor is made and takes messages, unless the pool has shrunk meanwhile: then it stops next. */
    void started(int replica);

    /**
     * The actor has handled a message.
     *
     * @param busyNanos how long it took, without the wait in the mailbox
     */
    void completed(int replica, M message, R result, long busyNanos);

    /** The actor threw an {@link Exception} over this message and lives on. */
    void failed(int replica, M message, Throwable cause, long busyNanos);

    /**
     * The actor is gone against its will, and the pool replaces it while it has too few and its
     * restart budget lasts.
     *
     * @param cause what its factory or its {@code close} threw, or the {@link Error} that
     *     {@code receive} threw; {@link java.util.concurrent.CancellationException} if the pool was
     *     closed over its messages
     * @param lost the messages it had and will not handle, oldest first, given back to the caller: the
     *     first may be half done if {@code cause} is an {@link Error}
     */
    void crashed(int replica, Throwable cause, List<M> lost);

    /** The actor has finished its messages and is closed, as {@code resize}, {@code drain} or {@code close} asked. */
    void stopped(int replica);

    /** The restart budget is used up, once: the pool starts no more actors; those that live go on. */
    void exhausted(Throwable cause);
}
