// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.actor.Actor;
import io.pelton.actor.ActorFactory;
import io.pelton.actor.ActorPool;
import io.pelton.actor.PoolListener;
import io.pelton.actor.PoolSettings;
import io.pelton.actor.RestartBudget;
import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The actor pool of one stage, seen from the loop: turns what the pool says into events, and keeps work that no actor has
 * room for at this moment, as happens between an actor's crash and the scheduler's hearing of it.
 *
 * <p><b>Threads.</b> The loop's turn: its own thread, or that of an actor which has just answered, or of a consumer.
 */
final class StagePool implements AutoCloseable {
    /** What the loop hears. */
    interface Events {
        /** Runs something on the loop's thread, or in its turn. */
        void post(Runnable event);

        /** Runs something in the loop's turn: on this thread, if it can have it without waiting. */
        void answer(Runnable event);

        long now();

        void actors(int stage, int running);

        void fatal(Throwable cause);

        /** Whether lost work should be given up instead of tried again. */
        boolean ending();
    }

    private static final Logger LOG = LoggerFactory.getLogger(StagePool.class);
    private static final int MAILBOX = 256;
    /** How long actors may go on with what they do when the pool is closed, before they are interrupted. */
    private static final Duration INTERRUPT = Duration.ofSeconds(2);

    /** What crashes an actor is mostly there to stay, such as a missing class: a job need not try for long. */
    private static final RestartBudget RESTARTS =
            new RestartBudget(3, Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofSeconds(1));

    private final int stage;
    private final Events events;
    /** Of the thread that makes the job; actors are started by whoever has the loop's turn. */
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

    private final int priority = Thread.currentThread().getPriority();
    private final ActorPool<Work, Work.Answer> pool;
    private final ArrayDeque<Work> waiting = new ArrayDeque<>();
    private int target;
    private boolean dismissed;
    private boolean closed;

    /**
     * Makes a pool without actors.
     *
     * @param patience how long {@link #close} waits for actors
     */
    StagePool(int stage, String name, ActorFactory<Work, Work.Answer> factory, Events events, Duration patience) {
        this.stage = stage;
        this.events = events;
        this.pool = ActorPool.create(
                PoolSettings.of(name, MAILBOX)
                        .withRestarts(RESTARTS)
                        .withClosePatience(patience.compareTo(INTERRUPT) < 0 ? patience : INTERRUPT, patience),
                factory,
                new Listener(),
                this::thread);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setContextClassLoader(loader);
        thread.setPriority(priority);
        return thread;
    }

    void resize(int actors) {
        if (dismissed) {
            return;
        }
        target = actors;
        pool.resize(actors);
        // An actor that was told to leave and is wanted back says nothing by itself.
        events.post(this::changed);
    }

    /** Lets all actors go for good, once they have done what they have: nothing more will be asked of them. */
    void dismiss() {
        resize(0);
        dismissed = true;
    }

    void submit(Work work) {
        if (!waiting.isEmpty() || !pool.offer(work)) {
            waiting.add(work);
        }
    }

    int running() {
        return pool.running();
    }

    int pending() {
        return pool.pending();
    }

    /** Whether an actor is at work; after {@link #close} such a one hangs, and is left behind. */
    boolean isAtWork() {
        return pool.inFlight() > 0;
    }

    private void changed() {
        events.actors(stage, Math.min(target, pool.running()));
        flush();
        if (target == 0 && !waiting.isEmpty()) {
            // Work was lost while the pool was being emptied: one actor must come back for it.
            pool.resize(1);
        }
    }

    private void flush() {
        boolean waited = !waiting.isEmpty();
        while (!waiting.isEmpty() && pool.offer(waiting.element())) {
            waiting.remove();
        }
        if (waited && target == 0 && waiting.isEmpty()) {
            pool.resize(0);
        }
    }

    /** Fails what waits, once nobody will work on it. */
    void giveUp(Throwable cause) {
        while (!waiting.isEmpty()) {
            waiting.remove().failed(cause, events.now());
        }
    }

    private void crashed(Throwable cause, List<Work> lost) {
        if (dismissed && lost.isEmpty()) {
            LOG.warn("{} All rows were committed before.", Steps.reason(cause));
        } else if (PeltonException.kindOf(cause) == ErrorKind.USER && !(cause instanceof Error)) {
            // The same mistake would be made again.
            events.fatal(cause);
        }
        waiting.addAll(lost);
        if (closed || dismissed || events.ending()) {
            giveUp(cause);
        }
        changed();
    }

    @Override
    public void close() {
        closed = true;
        pool.close();
    }

    private final class Listener implements PoolListener<Work, Work.Answer> {
        @Override
        public void started(int replica) {
            events.post(StagePool.this::changed);
        }

        @Override
        public void completed(int replica, Work message, Work.Answer result, long busyNanos) {
            events.answer(() -> {
                result.tell(busyNanos, events.now());
                flush();
            });
        }

        @Override
        public void failed(int replica, Work message, Throwable cause, long busyNanos) {
            events.answer(() -> {
                message.failed(cause, events.now());
                flush();
            });
        }

        @Override
        public void crashed(int replica, Throwable cause, List<Work> lost) {
            events.post(() -> StagePool.this.crashed(cause, lost));
        }

        @Override
        public void stopped(int replica) {
            events.post(StagePool.this::changed);
        }

        @Override
        public void exhausted(Throwable cause) {
            events.post(() -> {
                if (!dismissed) {
                    events.fatal(cause);
                }
                giveUp(cause);
            });
        }
    }

    /** An actor that runs work with steps of its own. */
    static final class StageActor implements Actor<Work, Work.Answer> {
        private final @Nullable Steps steps;
        private final ActorEvents events;

        /**
         * Makes an actor.
         *
         * @param steps closed with it; null for a sink's
         */
        StageActor(@Nullable Steps steps, ActorEvents events) {
            this.steps = steps;
            this.events = events;
            events.opened();
        }

        @Override
        public Work.Answer receive(Work work) throws Exception {
            return events.perform(work, steps);
        }

        @Override
        public void close() {
            events.ended();
            if (steps != null) {
                try {
                    steps.close();
                } catch (Exception e) {
                    throw new PeltonException(
                            ErrorKind.USER,
                            "Cannot close stage " + steps + ": " + Steps.reason(e)
                                    + ". Mend the close method of its function.",
                            e);
                }
            }
        }
    }
}
