// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RetryableException;
import io.pelton.launcher.console.Samples.FakeJob;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobTrackerTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final FakeJob job = new FakeJob(true);

    @Test
    void pipeGetsALineEveryFiveSecondsAndASummary() {
        JobTracker tracker = tracker(false);

        tracker.started(job);
        for (int quarter = 0; quarter <= 48; quarter++) {
            tracker.progress(job, Samples.progress(Duration.ofMillis(quarter * 250L), quarter / 100.0, quarter));
        }
        tracker.succeeded(job, Samples.result());

        assertThat(text(err).lines().filter(line -> line.startsWith("["))).hasSize(2);
        assertThat(text(err)).contains("[0:05]", "[0:10]", "Done in 56.4 s", "padding  4.2 %");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void jsonIsOneObjectForEachJobAndNothingElse() {
        JobTracker tracker = tracker(true);

        tracker.started(job);
        tracker.succeeded(job, Samples.result());
        FakeJob second = new FakeJob(true);
        tracker.started(second);
        PeltonException cause = PeltonException.user("Cannot.");
        tracker.failed(second, cause);
        tracker.programFailed(cause, false);

        assertThat(text(out).lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{") && line.endsWith("}"))
                .anyMatch(line -> line.contains("\"status\":\"failed\",\"exitCode\":1"));
        assertThat(text(err)).isEqualTo("Error: Cannot.\n");
    }

    @Test
    void programThatFailsOutsideOfAnyJobStillGivesAnObject() {
        tracker(true).programFailed(new IllegalStateException("no arguments"), false);

        assertThat(text(out)).contains("\"jobId\":null", "no arguments").endsWith("}\n");
    }

    @Test
    void stoppingEndsRunningJobsAndLetsNoOtherStart() throws Exception {
        JobTracker tracker = tracker(true);
        tracker.started(job);

        assertThat(tracker.anyRunning()).isTrue();
        tracker.stopAll();
        assertThat(tracker.awaitEnd(Duration.ofSeconds(1))).isTrue();
        tracker.failed(job, new RetryableException("stopped"));

        assertThat(job.wasStopped()).isTrue();
        assertThat(tracker.cutShort()).isTrue();
        assertThat(text(out)).contains("\"status\":\"stopped\",\"exitCode\":130");
        assertThatThrownBy(() -> tracker.started(new FakeJob(true))).hasMessageContaining("asked to stop");
    }

    @Test
    void jobThatFailsOfItselfWhileDrainingIsAFailure() {
        JobTracker tracker = tracker(true);
        tracker.started(job);
        tracker.stopAll();
        tracker.failed(job, PeltonException.user("Cannot write: the disk is full."));

        assertThat(tracker.cutShort()).isFalse();
        assertThat(text(out)).contains("\"status\":\"failed\"", "disk is full");
    }

    @Test
    void jobThatEndsWellWhileDrainingIsNotCutShort() {
        JobTracker tracker = tracker(false);
        tracker.started(job);
        tracker.stopAll();
        tracker.succeeded(job, Samples.result());

        assertThat(tracker.cutShort()).isFalse();
    }

    @Test
    void livePictureGivesWayToTheSummary() {
        FakeTerminal terminal = new FakeTerminal();
        LiveRegion region = new LiveRegion(terminal.stream(), () -> 100);
        LiveDisplay display =
                new LiveDisplay(region, region.above(terminal.stream()), () -> new Screen(100, 30), Look.PLAIN);
        JobTracker tracker = new JobTracker(display, Look.PLAIN, null, failure -> 1, job -> Optional.empty());

        tracker.started(job);
        tracker.progress(job, Samples.progress(Duration.ofSeconds(1), 0.1, 100));
        tracker.progress(job, Samples.progress(Duration.ofSeconds(2), 0.2, 200));

        assertThat(terminal.screen())
                .startsWith(Samples.TITLE)
                .contains(" 20 %", "limits")
                .hasLineCount(7);

        tracker.succeeded(job, Samples.result());

        assertThat(terminal.screen()).startsWith("Done in 56.4 s").doesNotContain("limits");
    }

    @Test
    void pictureIsNoHigherThanTheTerminal() {
        FakeTerminal terminal = new FakeTerminal();
        LiveRegion region = new LiveRegion(terminal.stream(), () -> 100);
        LiveDisplay display = new LiveDisplay(region, terminal.stream(), () -> new Screen(100, 4), Look.PLAIN);

        display.progress(List.of(Samples.view()));

        assertThat(terminal.screen()).hasLineCount(3);
    }

    private JobTracker tracker(boolean json) {
        PrintStream people = new PrintStream(err, true, StandardCharsets.UTF_8);
        PrintStream results = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new JobTracker(
                new PlainDisplay(people), Look.PLAIN, json ? results : null, failure -> 1, job -> Optional.empty());
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
