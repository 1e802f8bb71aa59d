// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

/**
 * A number of actors beyond which a pool was seen to gain nothing. It holds for a minute, and twice as long
 * each time it proves right again.
 */
record Ceiling(int actors, long untilNanos, int times) {
    private static final long FIRST_NANOS = 60_000_000_000L;
    private static final int MOST_DOUBLINGS = 6;
    static final Ceiling NONE = new Ceiling(Integer.MAX_VALUE, 0, 0);

    Ceiling again(int beyond, long nowNanos) {
        return new Ceiling(beyond, nowNanos + (FIRST_NANOS << Math.min(times, MOST_DOUBLINGS)), times + 1);
    }

    int at(long nowNanos) {
        return times > 0 && nowNanos - untilNanos < 0 ? actors : Integer.MAX_VALUE;
    }
}
