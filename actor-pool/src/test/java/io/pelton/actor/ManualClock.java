// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes when told to. Actions run on the thread that moves it. */
final class ManualClock implements PoolClock {
    private final List<Alarm> alarms = new ArrayList<>();
    private final List<Duration> asked = new ArrayList<>();
    private long now;

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized void after(Duration delay, Runnable action) {
        alarms.add(new Alarm(now + delay.toNanos(), action));
        asked.add(delay);
        notifyAll();
    }

    /** The delays asked for so far, once there are {@code count}. */
    synchronized List<Duration> awaitAsked(int count) throws InterruptedException {
        while (asked.size() < count) {
            wait();
        }
        return List.copyOf(asked);
    }

    void advance(Duration by) {
        List<Alarm> due;
        synchronized (this) {
            now += by.toNanos();
            due = alarms.stream()
                    .filter(alarm -> alarm.atNanos <= now)
                    .sorted(Comparator.comparing(Alarm::atNanos))
                    .toList();
            alarms.removeAll(due);
        }
        due.forEach(alarm -> alarm.action.run());
    }

    private record Alarm(long atNanos, Runnable action) {}
}
