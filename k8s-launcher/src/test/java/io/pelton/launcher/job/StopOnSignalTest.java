// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.JobHandle;
import io.pelton.dataset.RetryableException;
import io.pelton.launcher.console.Console;
import io.pelton.launcher.console.JobTracker;
import io.pelton.launcher.console.Look;
import io.pelton.launcher.console.ProgressMode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StopOnSignalTest {
    private final PrintStream systemOut = System.out;
    private final PrintStream systemErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final JobTracker tracker = new Console(stream(new ByteArrayOutputStream()), stream(err), false, Look.PLAIN)
            .follow(ProgressMode.NONE, false, failure -> 1);
    private final StopOnSignal stop =
            new StopOnSignal(tracker, code -> ends.add("exit " + code), code -> ends.add("halt " + code));

    @AfterEach
    void giveBackTheStreams() {
        System.setOut(systemOut);
        System.setErr(systemErr);
    }

    @Test
    void firstSignalDrainsAndSaysHowToGoOn() throws Exception {
        Job job = new Job();
        tracker.started(job);
        Thread signal = new Thread(stop::signal);

        signal.start();
        assertThat(job.stop.await(10, TimeUnit.SECONDS)).isTrue();
        tracker.failed(job, new RetryableException("stopped"));
        assertThat(stop.programEnded()).as("the failure is none").isTrue();
        job.ended.countDown();
        signal.join(10_000);

        assertThat(text()).startsWith("Draining").contains("Stopped.", "run the same command again");
        assertThat(text().lines()).hasSize(2);
        assertThat(ends).as("the main thread gives the exit code").isEmpty();
    }

    @Test
    void programThatGoesOnAfterItsJobWasStoppedIsEnded() throws Exception {
        Job job = new Job();
        tracker.started(job);
        job.ended.countDown();

        stop.signal();

        assertThat(ends).containsExactly("exit 130");
        assertThat(text()).contains("Stopped.");
    }

    @Test
    void secondSignalEndsAtOnce() throws Exception {
        Job job = new Job();
        tracker.started(job);
        Thread signal = new Thread(stop::signal);
        signal.start();
        assertThat(job.stop.await(10, TimeUnit.SECONDS)).isTrue();

        stop.signal();

        assertThat(ends).containsExactly("halt 130");
        signal.interrupt();
        signal.join(10_000);
    }

    @Test
    void signalWithoutAJobEndsTheProcess() {
        stop.signal();

        assertThat(ends).containsExactly("exit 130");
    }

    @Test
    void programThatEndsByItselfWasNotCutShort() {
        assertThat(stop.programEnded()).isFalse();
    }

    private String text() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static final class Job implements JobHandle {
        private final CountDownLatch stop = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public String id() {
            return "job";
        }

        @Override
        public String describe() {
            return "a -> b";
        }

        @Override
        public String explain() {
            return "";
        }

        @Override
        public void stop() {
            stop.countDown();
        }

        @Override
        public boolean awaitEnd(Duration atMost) throws InterruptedException {
            return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
