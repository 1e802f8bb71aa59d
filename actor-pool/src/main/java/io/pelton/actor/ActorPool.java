// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A number of actors that do the same work, each on its own thread behind a bounded mailbox.
 *
 * <h2>Why it is built this way</h2>
 *
 * <p><b>One lock for the books, none for the work.</b> All that decides who lives and who takes messages
 * changes under one lock: a message is put into a mailbox under it, and an actor ends under it. So no
 * message can be put into the mailbox of an actor that has just looked for the last time, and every
 * message that was taken comes back exactly once (see {@link PoolListener}). The lock is held for some
 * tens of nanoseconds and only contended when actors come and go; taking a message out of a mailbox,
 * handling it and telling the listener happen without it.
 *
 * <p><b>Growing and shrinking.</b> {@link #resize} sets a number. Missing actors are started on their own
 * threads, where a model may take its time to load; until then they are <i>pending</i>. Surplus
 * actors take nothing new, finish their mailboxes, and are then closed. If the pool grows again before
 * that, they are taken back: no model is loaded twice for a change of mind.
 *
 * <p><b>Crashes.</b> An actor whose factory or whose work threw an {@link Error} is closed, its messages
 * go back to the listener, and after a backoff another one takes its number. A pool whose
 * {@link RestartBudget} is used up says so once and starts no more.
 *
 * <p><b>Stopping.</b> {@link #drain} lets actors finish what they have. {@link #close} lets them finish
 * the message at hand, interrupts those that take longer than
 * {@link PoolSettings#interruptAfter()}, and gives the other messages back; an actor that ignores
 * the interrupt, such as one inside native code, is left to its (daemon) thread after
 * {@link PoolSettings#giveUpAfter()}, and reports when it is done.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, listener calls included; those from an
 * actor of this pool do not wait for it. One producer is what it is tuned for.
 *
 * @param <M> what the actors take
 * @param <R> what they answer
 */
public final class ActorPool<M, R> implements AutoCloseable {
    private final PoolSettings settings;
    private final ActorFactory<M, R> factory;
    private final PoolListener<M, R> listener;
    private final ThreadFactory threads;
    private final PoolClock clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();

    @GuardedBy("lock")
    private final Roster<M, R> roster;

    @GuardedBy("lock")
    private final Restarts restarts;

    /** The wanted number of actors. */
    @GuardedBy("lock")
    private int target;

    /** Restarts that wait for their backoff to pass. */
    @GuardedBy("lock")
    private int backingOff;

    /** The restart budget is used up. */
    @GuardedBy("lock")
    private boolean exhausted;

    /** Drained or closed: no new messages, no new actors. */
    @GuardedBy("lock")
    private boolean ending;

    private ActorPool(
            PoolSettings settings,
            ActorFactory<M, R> factory,
            PoolListener<M, R> listener,
            ThreadFactory threads,
            PoolClock clock) {
        this.settings = requireNonNull(settings, "settings");
        this.factory = requireNonNull(factory, "factory");
        this.listener = requireNonNull(listener, "listener");
        this.threads = requireNonNull(threads, "threads");
        this.clock = requireNonNull(clock, "clock");
        this.restarts = new Restarts(settings.restarts());
        this.roster = new Roster<>(settings.mailboxCapacity());
    }

    /** A pool without actors yet; {@link #resize} gives it some. */
    public static <M, R> ActorPool<M, R> create(
            PoolSettings settings, ActorFactory<M, R> factory, PoolListener<M, R> listener, ThreadFactory threads) {
        return create(settings, factory, listener, threads, PoolClock.system());
    }

    /**
     * A pool without actors yet, with a clock of the caller's.
     *
     * @param threads makes the threads; the pool names them and makes them daemons
     */
    public static <M, R> ActorPool<M, R> create(
            PoolSettings settings,
            ActorFactory<M, R> factory,
            PoolListener<M, R> listener,
            ThreadFactory threads,
            PoolClock clock) {
        return new ActorPool<>(settings, factory, listener, threads, clock);
    }

    /**
     * Sets how many actors there should be, and returns at once. Nothing happens after {@link #drain}
     * or {@link #close}.
     */
    public void resize(int actors) {
        if (actors < 0) {
            throw new IllegalArgumentException(
                    "Cannot resize pool '" + name() + "': the number of actors must be 0 or more but is " + actors);
        }
        List<Replica<M, R>> added = List.of();
        lock.lock();
        try {
            if (!ending) {
                target = actors;
                roster.release(roster.present() - target);
                added = add(target - roster.present() - backingOff);
            }
        } finally {
            lock.unlock();
        }
        added.forEach(this::launch);
    }

    /**
     * Hands a message to the running actor that has the fewest, if one has room.
     *
     * @return false if no actor is running or all mailboxes are full; the message stays the caller's
     */
    public boolean offer(M message) {
        requireNonNull(message, "message");
        lock.lock();
        try {
            Replica<M, R> least = roster.leastLoaded();
            if (least == null) {
                return false;
            }
            least.inFlight.incrementAndGet();
            least.mailbox.put(message);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Actors that take messages. */
    public int running() {
        return read(Roster::running);
    }

    /** Actors that are being made, or will be after a backoff. */
    public int pending() {
        lock.lock();
        try {
            return roster.starting() + awaited();
        } finally {
            lock.unlock();
        }
    }

    /** Messages taken and not yet handled, those of surplus actors included. */
    public int inFlight() {
        return read(Roster::inFlight);
    }

    /** Messages that {@link #offer} would take now. */
    public int freeCapacity() {
        return read(Roster::freeCapacity);
    }

    /**
     * Takes no more messages, lets the actors finish those they have, and waits for them to end. The pool
     * is of no more use then; {@link #close} ends what is left after a drain in vain.
     *
     * @return whether all actors have ended; at once if an actor of this pool calls it, which can only be
     *     false
     */
    public boolean drain(Duration atMost) {
        end(false);
        return awaitEmpty(atMost.toNanos());
    }

    /** Stops as {@link ActorPool} says under "Stopping". Calling it again waits again, if anything is left. */
    @Override
    public void close() {
        end(true);
        if (read(Roster::calls)) {
            clock.after(settings.interruptAfter(), this::interrupt);
            return;
        }
        long patience = settings.interruptAfter().toNanos();
        if (!awaitEmpty(patience)) {
            interrupt();
            awaitEmpty(settings.giveUpAfter().toNanos() - patience);
        }
    }

    /** What the settings call it. */
    public String name() {
        return settings.name();
    }

    @Override
    public String toString() {
        return "ActorPool " + name() + ": " + running() + " running, " + pending() + " pending, " + inFlight()
                + " messages in flight";
    }

    // What the replicas' threads call.

    long nanos() {
        return clock.nanos();
    }

    Actor<M, R> make(int number) throws Exception {
        return requireNonNull(factory.create(number), "the factory's actor");
    }

    /** The actor is made and may be given messages. */
    void opened(Replica<M, R> replica) {
        lock.lock();
        try {
            replica.phase = Replica.Phase.RUNNING;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a surplus replica if its mailbox is empty and nobody wants it back. */
    boolean endIfDrained(Replica<M, R> replica) {
        lock.lock();
        try {
            if (!replica.leaving || replica.inFlight.get() > 0) {
                return false;
            }
            replica.phase = Replica.Phase.ENDED;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a replica: the messages it has not looked at. By the reader of its mailbox, once it reads no more. */
    List<M> end(Replica<M, R> replica) {
        lock.lock();
        try {
            replica.phase = Replica.Phase.ENDED;
            return replica.mailbox.takeAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a replica that crashed. Whether and when it is replaced is settled in the same step, so that a
     * {@link #resize} in between cannot start another at once, past backoff and budget.
     */
    Crash<M> crash(Replica<M, R> replica, Throwable cause) {
        lock.lock();
        try {
            List<M> lost = end(replica);
            if (ending || exhausted || roster.present() + backingOff >= target) {
                return new Crash<>(lost, () -> {});
            }
            Optional<Duration> backoff = restarts.take(clock.nanos());
            if (backoff.isEmpty()) {
                exhausted = true;
                return new Crash<>(lost, () -> listener.exhausted(cause));
            }
            backingOff++;
            return new Crash<>(lost, () -> clock.after(backoff.get(), this::restart));
        } finally {
            lock.unlock();
        }
    }

    /** A replica has told its end, and its number is free. */
    void gone(Replica<M, R> replica) {
        lock.lock();
        try {
            roster.remove(replica);
            if (roster.isEmpty()) {
                emptied.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void restart() {
        List<Replica<M, R>> added;
        lock.lock();
        try {
            backingOff--;
            added = add(Math.min(1, target - roster.present() - backingOff));
        } finally {
            lock.unlock();
        }
        added.forEach(this::launch);
    }

    /** Makes up to {@code count} more actors present, surplus ones first: the new ones, which the caller launches. */
    @GuardedBy("lock")
    private List<Replica<M, R>> add(int count) {
        List<Replica<M, R>> added = new ArrayList<>();
        if (ending) {
            return added;
        }
        int missing = count - roster.reclaim(count);
        for (; missing > 0 && !exhausted; missing--) {
            Replica<M, R> replica = new Replica<>(this, listener, roster.freeNumber(), settings.mailboxCapacity());
            roster.add(replica);
            added.add(replica);
        }
        return added;
    }

    /** Restarts to come that are still wanted. */
    @GuardedBy("lock")
    private int awaited() {
        return ending || exhausted ? 0 : Math.max(0, Math.min(backingOff, target - roster.present()));
    }

    /** Starts the thread of a new replica; one that cannot be started has crashed. Not under the lock. */
    private void launch(Replica<M, R> replica) {
        try {
            Thread thread = requireNonNull(threads.newThread(replica), "the thread factory's thread");
            thread.setName("pelton-" + name() + "-" + replica.number);
            thread.setDaemon(true);
            lock.lock();
            try {
                replica.thread = thread;
            } finally {
                lock.unlock();
            }
            thread.start();
        } catch (Throwable cause) {
            replica.crash(cause);
        }
    }

    private void end(boolean leaveMessages) {
        lock.lock();
        try {
            ending = true;
            target = 0;
            for (Replica<M, R> replica : roster.all()) {
                replica.stopping |= leaveMessages;
                replica.leave();
            }
        } finally {
            lock.unlock();
        }
    }

    private void interrupt() {
        lock.lock();
        try {
            for (Replica<M, R> replica : roster.all()) {
                if (replica.thread != null) {
                    replica.thread.interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for all actors to end, unless one of them asks. An interrupt of the caller ends the wait and stays set. */
    private boolean awaitEmpty(long atMostNanos) {
        lock.lock();
        try {
            long left = atMostNanos;
            while (!roster.isEmpty() && left > 0 && !roster.calls()) {
                left = emptied.awaitNanos(left);
            }
            return roster.isEmpty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private <T> T read(Function<Roster<M, R>, T> question) {
        lock.lock();
        try {
            return question.apply(roster);
        } finally {
            lock.unlock();
        }
    }

    /** What a crash leaves behind: messages, and what to do once it is told. */
    record Crash<M>(List<M> lost, Runnable aftermath) {}
}
