// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.dataset.JobProgress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * All that progress lines are made from.
 *
 * @param title what the job does
 * @param progress where it is
 * @param rates rows that each stage gives in a second, lately, by its id
 * @param left how long it may still take, if that can be told
 * @param draining whether it was asked to stop
 */
record JobView(
        String title, JobProgress progress, Map<Integer, Double> rates, Optional<Duration> left, boolean draining) {
    JobView {
        rates = Map.copyOf(rates);
    }

    double rate(JobProgress.Stage stage) {
        return rates.getOrDefault(stage.id(), 0.0);
    }
}
