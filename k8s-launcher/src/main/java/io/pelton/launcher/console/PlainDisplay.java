// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A line for each job every few seconds, for pipes and logs. */
final class PlainDisplay implements Display {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintStream err;
    private final Map<String, Duration> next = new HashMap<>();

    PlainDisplay(PrintStream err) {
        this.err = err;
    }

    @Override
    public synchronized void progress(List<JobView> jobs) {
        for (JobView job : jobs) {
            Duration now = job.progress().elapsed();
            Duration due = next.computeIfAbsent(job.title(), title -> EVERY);
            if (now.compareTo(due) >= 0) {
                next.put(job.title(), now.plus(EVERY));
                err.println(ProgressLines.plain(job));
            }
        }
    }

    @Override
    public synchronized void print(List<String> lines) {
        next.clear();
        lines.forEach(err::println);
    }

    @Override
    public void clear() {}
}
