// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

/**
 * What an actor does with a message, with state that one thread at a time touches, such as a reader
 * in the middle of a file.
 *
 * <p><b>Threads.</b> The actor's own thread makes it, calls it and closes it; no other ever does.
 *
 * <p><b>Errors.</b> An {@link Exception} from {@link #receive} concerns one message: the actor lives
 * on. An {@link Error} concerns the actor: it is closed and its pool replaces it.
 *
 * @param <M> what it takes
 * @param <R> what it answers
 */
public interface Actor<M, R> extends AutoCloseable {
    /**
     * Handles one message.
     *
     * @param message handed over: the actor is its owner from here on
     * @return the answer, passed to {@link PoolListener#completed}
     * @throws Exception if this message could not be handled, passed to {@link PoolListener#failed};
     *     an {@link InterruptedException} is the usual way to give up when the pool is closed
     */
    R receive(M message) throws Exception;

    /** Releases what the actor holds. Called once, after the last message or after an {@link Error}. */
    @Override
    default void close() {}
}
