// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue of one actor, on a Disruptor ring.
 *
 * <p><b>Threads.</b> One producer at a time (the pool's lock sees to it) calls {@link #put}; the actor's
 * thread calls {@link #poll} and {@link #await}; {@link #wake} is free to all.
 *
 * <p><b>Batches.</b> The consumer looks at the shared cursor only when it has used up what it saw the last
 * time, so an actor that is behind takes messages without touching the producer's cache line and
 * without being woken.
 */
final class Mailbox<M> {
    private final RingBuffer<Slot<M>> ring;
    private final SequenceBarrier barrier;
    private final Sequence taken = new Sequence();
    private long next;
    private long seen = -1;

    Mailbox(int capacity) {
        this(capacity, new ParkingWaitStrategy());
    }

    Mailbox(int capacity, WaitStrategy waiting) {
        int size = capacity == 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        ring = RingBuffer.createSingleProducer(Slot<M>::new, size, waiting);
        barrier = ring.newBarrier();
        ring.addGatingSequences(taken);
    }

    /** Adds a message. The caller bounds what is in flight to the capacity, so there is room. */
    void put(M message) {
        if (!ring.hasAvailableCapacity(1)) {
            throw new IllegalStateException(
                    "Cannot put a message: the mailbox of " + ring.getBufferSize() + " is full");
        }
        long sequence = ring.next();
        ring.get(sequence).message = message;
        ring.publish(sequence);
    }

    /** The next message, or null if there is none now. */
    @Nullable
    M poll() {
        if (next > seen) {
            seen = ring.getCursor();
            if (next > seen) {
                return null;
            }
        }
        Slot<M> slot = ring.get(next);
        M message = slot.message;
        slot.message = null;
        taken.set(next++);
        return message;
    }

    /** Takes everything that is left, oldest first. */
    List<M> takeAll() {
        List<M> all = new ArrayList<>();
        M message;
        while ((message = poll()) != null) {
            all.add(message);
        }
        return all;
    }

    /** Waits until there is a message or somebody calls {@link #wake}. */
    void await() {
        try {
            barrier.waitFor(next);
        } catch (AlertException woken) {
            barrier.clearAlert();
        } catch (InterruptedException | TimeoutException impossible) {
            throw new IllegalStateException("Cannot wait for messages", impossible);
        }
    }

    /** Ends the present or the next {@link #await}. */
    void wake() {
        barrier.alert();
    }

    private static final class Slot<M> {
        private @Nullable M message;
    }
}
