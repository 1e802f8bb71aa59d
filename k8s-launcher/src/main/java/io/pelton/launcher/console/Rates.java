// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.dataset.JobProgress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Rows a second of each stage, lately: over the last seconds, or as far back as it takes to see some batches leave, since
 * those of a large model are many seconds apart. Serves one thread at a time; takes time from the progress alone.
 */
final class Rates {
    private static final Duration LATELY = Duration.ofSeconds(5);
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final int STEPS = 4;

    private final Deque<JobProgress> newestFirst = new ArrayDeque<>();

    /** Adds a moment and gives the rates up to it, by stage id. */
    Map<Integer, Double> update(JobProgress now) {
        newestFirst.addFirst(now);
        while (age(newestFirst.getLast(), now).compareTo(AT_MOST) > 0) {
            newestFirst.removeLast();
        }
        Map<Integer, Double> rates = new HashMap<>();
        for (JobProgress.Stage stage : now.stages()) {
            rates.put(stage.id(), rate(stage, now));
        }
        return rates;
    }

    private double rate(JobProgress.Stage stage, JobProgress now) {
        long rows = stage.rowsOut();
        int steps = 0;
        Duration age = Duration.ZERO;
        Iterator<JobProgress> older = newestFirst.iterator();
        while (older.hasNext() && (steps < STEPS || age.compareTo(LATELY) < 0)) {
            JobProgress then = older.next();
            long before = rowsOf(stage.id(), then);
            steps += before < rows ? 1 : 0;
            rows = before;
            age = age(then, now);
        }
        double seconds = age.toNanos() / 1e9;
        return seconds > 0 ? Math.max(0, (stage.rowsOut() - rows) / seconds) : 0;
    }

    private static long rowsOf(int stage, JobProgress progress) {
        return progress.stages().stream()
                .filter(s -> s.id() == stage)
                .mapToLong(JobProgress.Stage::rowsOut)
                .findFirst()
                .orElse(0);
    }

    private static Duration age(JobProgress then, JobProgress now) {
        return now.elapsed().minus(then.elapsed());
    }
}
