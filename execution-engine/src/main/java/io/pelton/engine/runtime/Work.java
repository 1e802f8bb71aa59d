// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.engine.events.BatchEvent;
import org.jspecify.annotations.Nullable;

/**
 * A message to an actor of a stage.
 *
 * <p><b>Threads.</b> {@link #perform} runs on the actor's thread; answers and failures are told in the loop's turn.
 */
interface Work {
    /** What the scheduler is told when work is done. */
    @FunctionalInterface
    interface Answer {
        void tell(long busyNanos, long nowNanos);
    }

    /**
     * Does the work.
     *
     * @param steps the actor's steps; null for a sink's
     * @param event to be told what is done; null if nobody records
     */
    Answer perform(@Nullable Steps steps, @Nullable BatchEvent event) throws Exception;

    /** Tells the scheduler that the work failed for good. */
    void failed(Throwable cause, long nowNanos);
}
