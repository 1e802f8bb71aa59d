// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

/**
 * Makes the actors of a pool. Called on the thread of the actor to be, so a slow one (a model that is
 * loaded) holds up nobody else; several replicas may be made at the same time.
 */
@FunctionalInterface
public interface ActorFactory<M, R> {
    /**
     * Makes one actor.
     *
     * @param replica its number: unique among the living actors of the pool, small, used again
     * @throws Exception if it cannot be made; the pool tries again while its restart budget lasts
     */
    Actor<M, R> create(int replica) throws Exception;
}
