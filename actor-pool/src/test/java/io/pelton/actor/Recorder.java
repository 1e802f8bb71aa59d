// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes down what a pool says, as text such as {@code completed 0 hello -> HELLO}, and lets tests wait for it. */
final class Recorder implements PoolListener<String, String> {
    private final List<String> events = new ArrayList<>();
    private final List<Throwable> causes = new ArrayList<>();
    private final Consumer<String> hook;

    Recorder() {
        this(event -> {});
    }

    /** @param hook called with each event on the actor's thread, after it was written down */
    Recorder(Consumer<String> hook) {
        this.hook = hook;
    }

    @Override
    public void started(int replica) {
        add("started " + replica);
    }

    @Override
    public void completed(int replica, String message, String result, long busyNanos) {
        add("completed " + replica + " " + message + " -> " + result);
    }

    @Override
    public void failed(int replica, String message, Throwable cause, long busyNanos) {
        add("failed " + replica + " " + message, cause);
    }

    @Override
    public void crashed(int replica, Throwable cause, List<String> lost) {
        add("crashed " + replica + " " + lost, cause);
    }

    @Override
    public void stopped(int replica) {
        add("stopped " + replica);
    }

    @Override
    public void exhausted(Throwable cause) {
        add("exhausted", cause);
    }

    synchronized List<String> events() {
        return List.copyOf(events);
    }

    /** What the failures, crashes and exhaustion so far were caused by. */
    synchronized List<Throwable> causes() {
        return List.copyOf(causes);
    }

    synchronized long count(String prefix) {
        return events.stream().filter(event -> event.startsWith(prefix)).count();
    }

    Recorder await(String prefix) throws InterruptedException {
        return await(prefix, 1);
    }

    synchronized Recorder await(String prefix, int times) throws InterruptedException {
        while (count(prefix) < times) {
            wait();
        }
        return this;
    }

    private void add(String event, Throwable cause) {
        synchronized (this) {
            causes.add(cause);
        }
        add(event);
    }

    private void add(String event) {
        synchronized (this) {
            events.add(event);
            notifyAll();
        }
        hook.accept(event);
    }
}
