// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.job;

import io.pelton.launcher.console.JobTracker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import sun.misc.Signal;

/**
 * Ends the process in good order on SIGINT and SIGTERM: the first signal asks all jobs to finish what they can commit
 * soon and waits for them; the second ends the process at once, which loses only what was not committed.
 */
public final class StopOnSignal {
    private static final Duration DRAIN = Duration.ofSeconds(60);
    private static final Duration PROGRAM_ENDS = Duration.ofSeconds(3);

    private final JobTracker tracker;
    private final IntConsumer exit;
    private final IntConsumer halt;
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final AtomicBoolean hinted = new AtomicBoolean();
    private final CountDownLatch announced = new CountDownLatch(1);
    private final CountDownLatch programEnded = new CountDownLatch(1);

    /**
     * Creates the handler.
     *
     * @param exit ends the process and runs its shutdown hooks
     * @param halt ends the process at once
     */
    StopOnSignal(JobTracker tracker, IntConsumer exit, IntConsumer halt) {
        this.tracker = tracker;
        this.exit = exit;
        this.halt = halt;
    }

    /** Takes over the signals of this process. */
    public static StopOnSignal install(JobTracker tracker) {
        StopOnSignal stop = new StopOnSignal(
                tracker, System::exit, code -> Runtime.getRuntime().halt(code));
        for (String name : List.of("INT", "TERM")) {
            try {
                Signal.handle(new Signal(name), signal -> stop.signal());
            } catch (IllegalArgumentException e) {
                // The JVM was told to leave signals alone (-Xrs): then they end it at once, which loses no commit.
            }
        }
        return stop;
    }

    /** One signal has come; called in a thread of its own. */
    void signal() {
        if (!signalled.compareAndSet(false, true)) {
            tracker.clear();
            halt.accept(130);
            return;
        }
        if (!tracker.anyRunning()) {
            exit.accept(130);
            return;
        }
        tracker.stopAll();
        tracker.print(List.of("Draining: what is in flight is finished and committed. Ctrl-C again ends at once."));
        announced.countDown();
        try {
            boolean drained = tracker.awaitEnd(DRAIN);
            if (!drained) {
                tracker.print(List.of("Not drained after " + DRAIN.toSeconds() + " s; ending all the same."));
            }
            if (!drained || !programEnded.await(PROGRAM_ENDS.toMillis(), TimeUnit.MILLISECONDS)) {
                hint();
                exit.accept(130);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The program has returned or thrown.
     *
     * @return whether a signal cut it short, so that a failure of it is no failure
     */
    public boolean programEnded() {
        programEnded.countDown();
        if (tracker.cutShort()) {
            hint();
            return true;
        }
        return false;
    }

    private void hint() {
        awaitAnnouncement();
        if (hinted.compareAndSet(false, true)) {
            tracker.print(
                    List.of("Stopped. What is committed is kept: run the same command again to go on from there."));
        }
    }

    /** What comes after "Draining" is not said before it, if it can be said at all. */
    private void awaitAnnouncement() {
        try {
            announced.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
