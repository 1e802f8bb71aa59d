// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Parks the one consumer of a mailbox until something is published.
 *
 * <p>Against the Disruptor's own: {@code BlockingWaitStrategy} takes a lock at each publication,
 * awake consumer or not; the yielding and busy ones burn the core that the model wants. Here a
 * publication costs a fence and a read while the consumer is awake, and an unpark when it sleeps.
 *
 * <p>No wake-up is lost: the consumer writes {@code parked} and then reads the cursor, the producer
 * writes the cursor and then reads {@code parked}, and both put a full fence between (Dekker), so at
 * least one of them sees the other. An interrupt is no signal to a waiting actor: it is cleared, as it
 * would turn the park into a spin.
 */
final class ParkingWaitStrategy implements WaitStrategy {
    private volatile @Nullable Thread parked;

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException {
        long available = dependent.get();
        if (available >= sequence) {
            return available;
        }
        parked = Thread.currentThread();
        try {
            VarHandle.fullFence();
            while ((available = dependent.get()) < sequence) {
                barrier.checkAlert();
                LockSupport.park(this);
                Thread.interrupted();
            }
        } finally {
            parked = null;
        }
        return available;
    }

    @Override
    public void signalAllWhenBlocking() {
        VarHandle.fullFence();
        Thread waiting = parked;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }
}
