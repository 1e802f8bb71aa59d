// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.dataset.JobProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Tells how long a job may still take from how fast its input was committed in this run. Commits come in steps, so
 * between two of them the estimate counts down. Serves one thread at a time.
 */
final class Eta {
    private record Point(Duration at, double fraction) {}

    private @Nullable Point first;
    private @Nullable Point last;

    /** Adds a moment and gives the estimate at it; empty before anything was committed or if the size is unknown. */
    Optional<Duration> update(JobProgress progress) {
        OptionalDouble fraction = progress.inputFraction();
        if (fraction.isEmpty()) {
            return Optional.empty();
        }
        Point now = new Point(progress.elapsed(), fraction.getAsDouble());
        Point start = first;
        if (start == null) {
            first = now;
            return Optional.empty();
        }
        Point step = last;
        if (now.fraction > start.fraction && (step == null || now.fraction > step.fraction)) {
            step = now;
            last = now;
        }
        return step == null ? Optional.empty() : Optional.of(left(start, step, now.at));
    }

    private static Duration left(Point start, Point step, Duration now) {
        double seconds = seconds(start.at, step.at) / (step.fraction - start.fraction) * (1 - step.fraction);
        double remaining = seconds - seconds(step.at, now);
        return Duration.ofMillis(Math.round(Math.max(0, remaining) * 1000));
    }

    private static double seconds(Duration from, Duration to) {
        return to.minus(from).toNanos() / 1e9;
    }
}
