// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows progress from a thread of its own, so that a terminal that takes nothing, such as one behind a lost connection,
 * does not hold up the job. What was not shown when newer progress comes is dropped. Any thread may call.
 */
final class BackgroundDisplay implements Display {
    private final Display display;
    /** Held while something is written, so that no picture is drawn after what was printed instead of it. */
    private final Object screen = new Object();

    @GuardedBy("this")
    private @Nullable List<JobView> next;

    private BackgroundDisplay(Display display) {
        this.display = display;
    }

    /** A display that shows on another; its thread ends with the process. */
    static BackgroundDisplay of(Display display) {
        BackgroundDisplay background = new BackgroundDisplay(display);
        Thread thread = new Thread(background::paint, "progress");
        thread.setDaemon(true);
        thread.start();
        return background;
    }

    private void paint() {
        try {
            while (true) {
                awaitNext();
                synchronized (screen) {
                    List<JobView> jobs = takeNext();
                    if (jobs != null) {
                        display.progress(jobs);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitNext() throws InterruptedException {
        while (next == null) {
            wait();
        }
    }

    private synchronized @Nullable List<JobView> takeNext() {
        List<JobView> taken = next;
        next = null;
        return taken;
    }

    @Override
    public synchronized void progress(List<JobView> jobs) {
        next = List.copyOf(jobs);
        notifyAll();
    }

    @Override
    public void print(List<String> lines) {
        synchronized (screen) {
            takeNext();
            display.print(lines);
        }
    }

    @Override
    public void clear() {
        synchronized (screen) {
            takeNext();
            display.clear();
        }
    }
}
