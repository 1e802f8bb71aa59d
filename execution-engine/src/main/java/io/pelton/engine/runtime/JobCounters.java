// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.Counters;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** The figures that the operators of a job count. */
final class JobCounters implements Counters {
    private final ConcurrentMap<String, AtomicLong> values = new ConcurrentHashMap<>();

    @Override
    public void add(String name, long delta) {
        of(name).addAndGet(delta);
    }

    @Override
    public void max(String name, long value) {
        of(name).accumulateAndGet(value, Math::max);
    }

    private AtomicLong of(String name) {
        return values.computeIfAbsent(name, n -> new AtomicLong());
    }

    Map<String, Long> snapshot() {
        Map<String, Long> copy = new TreeMap<>();
        values.forEach((name, value) -> copy.put(name, value.get()));
        return copy;
    }
}
