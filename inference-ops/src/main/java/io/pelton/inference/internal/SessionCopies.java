// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who of the actors that share a session keeps it, and whether another may load a copy: one at a time, since loading holds
 * up all that ask the model for something, and only if there is memory for it.
 *
 * <p><b>Threads.</b> Any thread may call, and none waits.
 */
final class SessionCopies {
    /** What an actor may do about the session that it shares. */
    enum Answer {
        /** Keep it; the others go. */
        KEEP,
        /** Load a copy, and say when that is {@link #loaded}. */
        LOAD,
        /** Ask again later: another loads one. */
        LATER,
        /** Go on sharing it. */
        SHARE
    }

    private final Memory memory;
    private final long bytes;

    @GuardedBy("this")
    private boolean isKept;

    @GuardedBy("this")
    private boolean isLoading;

    /**
     * Nobody keeps it yet.
     *
     * @param bytes of one copy
     */
    SessionCopies(Memory memory, long bytes) {
        this.memory = memory;
        this.bytes = bytes;
    }

    /** What the actor that asks may do. */
    synchronized Answer ask() {
        if (!isKept) {
            isKept = true;
            return Answer.KEEP;
        }
        if (isLoading) {
            return Answer.LATER;
        }
        isLoading = memory.reserve(bytes);
        return isLoading ? Answer.LOAD : Answer.SHARE;
    }

    /** The actor that kept the session has gone. */
    synchronized void left() {
        isKept = false;
    }

    /** Loading has ended, well or not. */
    synchronized void loaded() {
        isLoading = false;
    }

    /** A copy has gone, or was never made. */
    void release() {
        memory.release(bytes);
    }

    /** The memory of all copies together. */
    static final class Memory {
        private final long most;
        private final AtomicLong taken = new AtomicLong();

        Memory(long most) {
            this.most = most;
        }

        private boolean reserve(long bytes) {
            long before = taken.get();
            while (bytes <= most - before) {
                if (taken.compareAndSet(before, before + bytes)) {
                    return true;
                }
                before = taken.get();
            }
            return false;
        }

        private void release(long bytes) {
            taken.addAndGet(-bytes);
        }
    }
}
