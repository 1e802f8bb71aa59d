// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import java.time.Duration;

/**
 * What the thread of a run's loop does: events, when nobody else has run them, and what is due by the clock, until the run
 * is over. What is rare lies in methods of its own, so that the JVM compiles what is frequent soon.
 *
 * <p><b>Threads.</b> {@link #run} is called once, by the thread that becomes the loop's; all else in its turn.
 */
final class RunLoop {
    /** What the loop is for; all of it is called in the loop's turn. */
    interface Run {
        /** Begins. */
        void start();

        /** Whether it is over. */
        boolean ended();

        /** Whether it has failed, so that it only waits for what is at work. */
        boolean failed();

        /** Pools are to be looked at. */
        void scale(long now);

        /** A quarter of a second has passed. */
        void tick();

        /**
         * The loop's thread was interrupted.
         *
         * @param again whether it was before
         */
        void interrupted(boolean again);
    }

    private static final long TICK_NANOS = 250_000_000;
    /** Pools are looked at more often while a job begins: a core that waits for its first actor is a core lost. */
    private static final long FIRST_TICK_NANOS = 25_000_000;

    private static final long BEGINNING_NANOS = 3_000_000_000L;

    private final EventLoop events;
    private final long patienceNanos;
    private long startNanos;
    private long nextScaling;
    private long nextTick;
    private long lastEvent;
    private boolean interrupted;

    /**
     * Makes a loop that waits for {@link #run}.
     *
     * @param patience how long a run that has failed waits for any event
     */
    RunLoop(EventLoop events, Duration patience) {
        this.events = events;
        this.patienceNanos = patience.toNanos();
    }

    /** Goes on until the run is over, or has failed and waits for what hangs; then nobody but this thread runs events, however it ends. */
    void run(Run run) {
        try {
            begin(run);
            while (turn(run)) {
                events.await(Math.min(nextScaling, nextTick) - System.nanoTime());
            }
        } finally {
            events.close();
        }
        // Throws what an event on another thread has thrown since the last turn.
        events.takeTurn();
        events.endTurn();
    }

    private void begin(Run run) {
        events.takeTurn();
        try {
            startNanos = System.nanoTime();
            nextScaling = startNanos + FIRST_TICK_NANOS;
            nextTick = startNanos + TICK_NANOS;
            lastEvent = startNanos;
            run.start();
        } finally {
            events.endTurn();
        }
    }

    /** Does what there is to do now; whether there will be more. */
    private boolean turn(Run run) {
        events.takeTurn();
        try {
            if (Thread.interrupted()) {
                interrupt(run);
            }
            events.run();
            long now = System.nanoTime();
            if (now >= nextScaling) {
                scale(run, now);
            } else if (now >= nextTick) {
                tick(run, now);
            }
            return !run.ended() && !hangs(run, now);
        } finally {
            events.endTurn();
        }
    }

    private void interrupt(Run run) {
        boolean again = interrupted;
        interrupted = true;
        run.interrupted(again);
    }

    private void scale(Run run, long now) {
        nextScaling = now + (now - startNanos < BEGINNING_NANOS ? FIRST_TICK_NANOS : TICK_NANOS);
        run.scale(now);
    }

    private void tick(Run run, long now) {
        nextTick = now + TICK_NANOS;
        run.tick();
    }

    /** Whether the run has failed and nothing comes back: no answer is needed then. */
    private boolean hangs(Run run, long now) {
        return run.failed() && now - lastEvent > patienceNanos;
    }

    /** Events have run, on any thread. */
    void turned() {
        lastEvent = System.nanoTime();
    }

    /** Whether the loop's thread was interrupted; its flag is not set. */
    boolean wasInterrupted() {
        return interrupted;
    }
}
