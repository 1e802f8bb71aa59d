// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.dataset.JobProgress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Rows a second of each stage over the last seconds. Serves one thread at a time; takes time from the progress alone. */
final class Rates {
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private final Deque<JobProgress> window = new ArrayDeque<>();

    /** Adds a moment and gives the rates up to it, by stage id. */
    Map<Integer, Double> update(JobProgress now) {
        window.addLast(now);
        while (window.size() > 2
                && now.elapsed().minus(window.getFirst().elapsed()).compareTo(WINDOW) > 0) {
            window.removeFirst();
        }
        JobProgress then = window.getFirst();
        double seconds = now.elapsed().minus(then.elapsed()).toNanos() / 1e9;
        Map<Integer, Long> before = new HashMap<>();
        then.stages().forEach(stage -> before.put(stage.id(), stage.rowsOut()));
        Map<Integer, Double> rates = new HashMap<>();
        for (JobProgress.Stage stage : now.stages()) {
            long rows = stage.rowsOut() - before.getOrDefault(stage.id(), 0L);
            rates.put(stage.id(), seconds > 0 ? Math.max(0, rows / seconds) : 0);
        }
        return rates;
    }
}
