// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackgroundDisplayTest {
    private final Terminal terminal = new Terminal();
    private final BackgroundDisplay display = BackgroundDisplay.of(terminal);

    @Test
    void terminalThatTakesNothingHoldsUpNobodyAndSeesTheLatestLater() throws Exception {
        display.progress(List.of(view("first")));
        terminal.busy.acquire();
        for (int i = 0; i < 1_000; i++) {
            display.progress(List.of(view("picture " + i)));
        }
        terminal.takes.release(2);

        assertThat(terminal.seen.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
        assertThat(terminal.seen.poll(10, TimeUnit.SECONDS)).isEqualTo("picture 999");
    }

    @Test
    void pictureThatWasNotDrawnYetIsNotDrawnAfterTheSummary() throws Exception {
        display.progress(List.of(view("first")));
        terminal.busy.acquire();
        Thread end = new Thread(() -> display.print(List.of("Done")));
        display.progress(List.of(view("late")));
        end.start();
        while (end.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
        }
        terminal.takes.release(10);
        end.join();
        display.clear();

        assertThat(terminal.seen).contains("first", "Done");
        assertThat(List.copyOf(terminal.seen).indexOf("late"))
                .isLessThan(List.copyOf(terminal.seen).indexOf("Done"));
    }

    private static JobView view(String title) {
        JobView view = Samples.view();
        return new JobView(title, view.progress(), view.rates(), view.left(), false);
    }

    /** Draws a picture only when it is let. */
    private static final class Terminal implements Display {
        private final Semaphore busy = new Semaphore(0);
        private final Semaphore takes = new Semaphore(0);
        private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

        @Override
        public void progress(List<JobView> jobs) {
            busy.release();
            takes.acquireUninterruptibly();
            seen.add(jobs.get(0).title());
        }

        @Override
        public void print(List<String> lines) {
            seen.addAll(lines);
        }

        @Override
        public void clear() {}
    }
}
