// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.profile;

import java.time.Instant;
import jdk.jfr.consumer.RecordedEvent;

/** Moments and lengths of recorded events, in nanoseconds. */
final class Times {
    private Times() {}

    static long start(RecordedEvent event) {
        return nanos(event.getStartTime());
    }

    static long end(RecordedEvent event) {
        return nanos(event.getEndTime());
    }

    static long nanos(RecordedEvent event) {
        return event.getDuration().toNanos();
    }

    private static long nanos(Instant moment) {
        return moment.getEpochSecond() * 1_000_000_000L + moment.getNano();
    }

    static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
