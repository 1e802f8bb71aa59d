// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Events of many threads, run one after the other. Bounded by what the scheduler has under way: every event answers a
 * command, but for those of the listing, which are told together.
 *
 * <p><b>Who runs them.</b> Whoever has the turn, which is a lock. The loop's own thread takes it when it has something
 * to do itself, and sleeps otherwise. A thread that {@link #answer}s takes it if it is free: so an actor that has done
 * its work finds its next one by itself, and no thread has to be woken to tell it, which takes longer than an event (flat
 * combining; Hendler, Incze, Shavit and Tzafrir, SPAA 2010). It does not wait for the turn: who has it looks for events
 * once more after it has let go of it.
 *
 * <p>What is <i>the loop's</i> in this package is touched in its turn only, or after its end.
 *
 * <p><b>Errors.</b> What an event throws ends the loop: on the loop's thread at once, on another's by the next
 * {@link #takeTurn}.
 */
final class EventLoop {
    private static final int EVENTS_PER_TURN = 256;

    private final ConcurrentLinkedQueue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();
    private final Runnable afterEvents;
    /** What an event on a thread that is not the loop's threw; under the turn. */
    private @Nullable Throwable thrown;
    /** Events are left to {@link #run}; under the turn. */
    private boolean closed;
    /** There is no loop any more; under the turn. */
    private boolean left;

    private volatile @Nullable Thread sleeper;
    private volatile boolean woken;

    /**
     * Makes a loop.
     *
     * @param afterEvents called after some events have run, by who ran them
     */
    EventLoop(Runnable afterEvents) {
        this.afterEvents = afterEvents;
    }

    /** Adds an event for the loop's thread; from any thread. */
    void post(Runnable event) {
        events.add(event);
        unpark();
    }

    /** Adds an event, and runs what is there in place of the loop's thread if that has not begun to; from any thread. */
    void answer(Runnable event) {
        events.add(event);
        int most = EVENTS_PER_TURN;
        while (!events.isEmpty() && mayTakeTurn() && turn.tryLock()) {
            try {
                most = closed || thrown != null ? 0 : most - runInTurn(most);
            } finally {
                turn.unlock();
            }
            if (most <= 0) {
                wake();
                return;
            }
        }
    }

    /** Not within an event, and the loop's thread is not about to. */
    private boolean mayTakeTurn() {
        return !turn.isHeldByCurrentThread() && !turn.hasQueuedThreads();
    }

    /** Runs events; how many, or all that may be run if it is the loop's thread that must go on. */
    private int runInTurn(int most) {
        try {
            return left ? runRest() : run(most);
        } catch (Throwable t) {
            thrown = t;
            return most;
        }
    }

    /** Runs every event, whatever becomes of those before it. */
    private int runRest() {
        while (!events.isEmpty()) {
            try {
                run(1);
            } catch (RuntimeException e) {
                // The loop has ended, and with it whoever could be told.
            }
        }
        return 0;
    }

    /** Waits until no other thread runs events, and keeps them from it until {@link #endTurn}; the loop's thread. */
    void takeTurn() {
        turn.lock();
        Throwable failure = thrown;
        if (failure != null) {
            thrown = null;
            turn.unlock();
            if (failure instanceof Error) {
                throw (Error) failure;
            }
            throw failure instanceof RuntimeException ? (RuntimeException) failure : new IllegalStateException(failure);
        }
    }

    void endTurn() {
        turn.unlock();
    }

    /** Lets no other thread run events any more, once it has ended its turn. What comes is left to {@link #run}. */
    void close() {
        turn.lock();
        closed = true;
        turn.unlock();
    }

    /** After {@link #close}: leaves what is still said to who says it, as there is no loop any more. */
    void leave() {
        turn.lock();
        try {
            closed = false;
            left = true;
            thrown = null;
        } finally {
            turn.unlock();
        }
        answer(() -> {});
    }

    /** Runs what is there now, some events at a time at the most; in the loop's turn, or when it is closed. */
    int run() {
        return run(EVENTS_PER_TURN);
    }

    /** Runs what is there now, {@code most} events at the most. */
    int run(int most) {
        int n = 0;
        while (n < most) {
            Runnable event = events.poll();
            if (event == null) {
                break;
            }
            event.run();
            n++;
        }
        if (n > 0) {
            afterEvents.run();
        }
        return n;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Ends the loop's present sleep, or its next one. */
    void wake() {
        woken = true;
        unpark();
    }

    private void unpark() {
        Thread thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Sleeps until somebody posts or wakes it, or the time has passed; the loop's thread, without the turn. */
    void await(long nanos) {
        sleeper = Thread.currentThread();
        if (!woken && events.isEmpty() && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper = null;
        woken = false;
    }
}
