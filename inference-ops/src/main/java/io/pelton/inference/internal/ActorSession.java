// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The session that an actor runs a model of many small steps in: first the one that all share, then, once it has computed
 * ten times as long as a session takes to load, one of its own, so that jobs of a moment do not pay for it. One actor
 * keeps the first, and all do if copies would take too much memory. Copies are loaded one at a time, while the others go on.
 *
 * <p>A session takes the memory of its steps from an arena. Of a shared one, each step gets what another core has just
 * written to and still has in its cache. That made MiniLM slower by up to a tenth on two cores of one socket, at some times
 * and not at others; with memory patterns, which take the memory of a run at once, by up to a thirtieth. Large steps do not
 * feel it: ResNet-18 takes the same time either way.
 *
 * <p><b>Threads.</b> One thread at a time.
 */
final class ActorSession implements AutoCloseable {
    /** When a session of its own is worth loading, in times that it takes to load. */
    static final int WORTH = 10;

    private final SharedSession shared;
    private final SessionCopies copies;
    private final Callable<SharedSession> load;
    private long nanos;
    private boolean isSettled;
    private boolean isKeeper;
    private @Nullable SharedSession own;

    /**
     * Begins with the shared session.
     *
     * @param load makes another one
     */
    ActorSession(SharedSession shared, SessionCopies copies, Callable<SharedSession> load) {
        this.shared = shared;
        this.copies = copies;
        this.load = load;
    }

    /** The session of the next run. */
    OrtSession session() {
        return (own == null ? shared : own).session();
    }

    /** Counts how long a run took. */
    void ran(long runNanos) {
        nanos += runNanos;
    }

    /** Between two batches: loads a session if it is time. */
    void settle() {
        boolean isTime = !isSettled && nanos >= WORTH * shared.loadNanos();
        if (isTime && !Thread.currentThread().isInterrupted()) {
            SessionCopies.Answer answer = copies.ask();
            isSettled = answer != SessionCopies.Answer.LATER;
            isKeeper = answer == SessionCopies.Answer.KEEP;
            if (answer == SessionCopies.Answer.LOAD) {
                load();
            }
        }
    }

    private void load() {
        try {
            own = load.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | OutOfMemoryError e) {
            own = null; // the shared session does as well, only slower
        } finally {
            copies.loaded();
            if (own == null) {
                copies.release();
            }
        }
    }

    @Override
    public void close() {
        if (isKeeper) {
            isKeeper = false;
            copies.left();
        }
        SharedSession closing = own;
        own = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (OrtException e) {
                throw new PeltonException(
                        ErrorKind.INTERNAL, "Cannot close a session of '" + shared.label() + "': " + e.getMessage(), e);
            } finally {
                copies.release();
            }
        }
    }
}
