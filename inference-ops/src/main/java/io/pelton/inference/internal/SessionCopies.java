// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * How many sessions of one model there may be: the first, and as many copies as fit into a part of the machine's memory.
 *
 * <p><b>Threads.</b> Any thread may call.
 */
final class SessionCopies {
    /** All copies together take no more than one part of so many of the memory. */
    private static final int MEMORY_PARTS = 16;

    private final long most;

    @GuardedBy("this")
    private long copies;

    @GuardedBy("this")
    private boolean claimed;

    /**
     * Counts none yet.
     *
     * @param memory bytes of the machine
     * @param bytes of one copy
     */
    SessionCopies(long memory, long bytes) {
        this.most = memory / MEMORY_PARTS / Math.max(1, bytes);
    }

    /** Takes the first session for one actor alone, as far as others have copies; false if another has. */
    synchronized boolean claim() {
        boolean isFree = !claimed;
        claimed = true;
        return isFree;
    }

    synchronized void unclaim() {
        claimed = false;
    }

    /** Takes the room of one copy; false if there is none. */
    synchronized boolean reserve() {
        boolean hasRoom = copies < most;
        if (hasRoom) {
            copies++;
        }
        return hasRoom;
    }

    synchronized void release() {
        copies--;
    }
}
