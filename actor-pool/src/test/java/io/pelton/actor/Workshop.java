// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes actors whose every step a test holds in its hand: messages are upper-cased, and some words are commands.
 *
 * <ul>
 *   <li>{@code hold}: waits for {@link #letGo}; an interrupt ends it with an exception
 *   <li>{@code deaf}: waits for {@link #letGo}, whatever interrupts
 *   <li>{@code fail}: throws an exception
 *   <li>{@code die}: throws an error
 *   <li>{@code interrupt}: leaves the thread's interrupt flag set behind it
 *   <li>{@code flag}: answers whether the flag is set
 * </ul>
 */
final class Workshop implements ActorFactory<String, String> {
    final Semaphore letGo = new Semaphore(0);
    final Semaphore held = new Semaphore(0);
    final AtomicInteger made = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    /** Where actors were made, used and closed. */
    final List<Thread> threads = new ArrayList<>();
    /** How many more are made only once {@link #letGo} has a permit. */
    final AtomicInteger slowToMake = new AtomicInteger();
    /** How many more cannot be made. */
    final AtomicInteger unmakeable = new AtomicInteger();
    /** How many more fail to close. */
    final AtomicInteger uncloseable = new AtomicInteger();

    @Override
    public Actor<String, String> create(int replica) throws Exception {
        made.incrementAndGet();
        note();
        if (slowToMake.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            held.release();
            letGo.acquire();
        }
        if (unmakeable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("no model here");
        }
        return new Worker();
    }

    /** Waits until {@code count} actors hold a message, or are held while they are made. */
    void awaitHeld(int count) throws InterruptedException {
        held.acquire(count);
    }

    /** The threads of that name, dead or alive. */
    List<Thread> threadsNamed(String name) {
        synchronized (threads) {
            return threads.stream()
                    .filter(thread -> thread.getName().equals(name))
                    .distinct()
                    .toList();
        }
    }

    private void note() {
        synchronized (threads) {
            threads.add(Thread.currentThread());
        }
    }

    private final class Worker implements Actor<String, String> {
        @Override
        public String receive(String message) throws Exception {
            note();
            switch (message) {
                case "hold" -> {
                    held.release();
                    letGo.acquire();
                }
                case "deaf" -> {
                    held.release();
                    letGo.acquireUninterruptibly();
                    Thread.interrupted();
                }
                case "fail" -> throw new IllegalArgumentException("bad row");
                case "die" -> throw new StackOverflowError("too deep");
                case "interrupt" -> Thread.currentThread().interrupt();
                case "flag" -> {
                    return String.valueOf(Thread.currentThread().isInterrupted());
                }
                default -> {}
            }
            return message.toUpperCase(Locale.ROOT);
        }

        @Override
        public void close() {
            note();
            closed.incrementAndGet();
            if (uncloseable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IllegalStateException("will not close");
            }
        }
    }
}
