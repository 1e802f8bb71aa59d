// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * Whether a thread is at work with something that others may give up meanwhile. Nobody waits for anybody: a store or user
 * code may hang, and what it uses must stay as it is until it comes back. Whoever is told so puts the thing away.
 *
 * <p><b>Threads.</b> Safe for all; one at a time may be at work.
 */
final class InUse {
    @GuardedBy("this")
    private boolean used;

    @GuardedBy("this")
    private boolean givenUp;

    /** Begins to use it; false if it was given up. */
    synchronized boolean begin() {
        if (used && !givenUp) {
            throw new IllegalStateException("Cannot begin: another thread is at work with it.");
        }
        used |= !givenUp;
        return !givenUp;
    }

    /** Ends what {@link #begin} began; true if it was given up meanwhile, so that the caller is to put it away. */
    synchronized boolean end() {
        used = givenUp;
        return givenUp;
    }

    /** Gives it up; true if nobody uses it, so that the caller is to put it away. */
    synchronized boolean giveUp() {
        givenUp = true;
        return !used;
    }
}
