// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;

/**
 * The memory that this process needs while it works: the objects that a full collection leaves on the heap, and all
 * that is resident outside of it. The rest of the resident memory is room that the collector was given and garbage in it,
 * which says more of the collector than of the job.
 *
 * <p>Collections stop the process; {@link #pausedNanos} says for how long, so that it can be left out of what is timed.
 *
 * <p><b>Threads.</b> Looks from a thread of its own; any may ask.
 */
final class LiveMemory implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 500;
    private static final Pattern HEAP = Pattern.compile("garbage-first heap .*\\[0x(\\w+), 0x(\\w+)\\)");

    private final List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
            .toList();
    private final Thread thread = new Thread(this::look, "live-memory");
    private volatile long mostBytes;
    private volatile long pausedNanos;

    private final long heapFrom;
    private final long heapTo;

    private LiveMemory(long heapFrom, long heapTo) {
        this.heapFrom = heapFrom;
        this.heapTo = heapTo;
    }

    /** Looks about twice a second until it is closed. */
    static LiveMemory watch() throws Exception {
        String heap = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcHeapInfo",
                        new Object[0],
                        new String[0]);
        Matcher place = HEAP.matcher(heap);
        if (!place.find()) {
            throw new IllegalStateException("Cannot tell where the heap lies: expected that of G1 but found " + heap);
        }
        LiveMemory watching =
                new LiveMemory(Long.parseUnsignedLong(place.group(1), 16), Long.parseUnsignedLong(place.group(2), 16));
        watching.thread.setDaemon(true);
        watching.thread.start();
        return watching;
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(INTERVAL_MILLIS);
                long before = System.nanoTime();
                ManagementFactory.getMemoryMXBean().gc();
                pausedNanos += System.nanoTime() - before;
                mostBytes = Math.max(mostBytes, live());
            }
        } catch (InterruptedException e) {
            // Closed.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private long live() throws IOException {
        long objects = heap.stream()
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
        return objects + ProcessMemory.ownOutside(heapFrom, heapTo);
    }

    /** The most bytes at any look; 0 before the first. */
    long mostBytes() {
        return mostBytes;
    }

    /** How long collections that were asked for have taken. */
    long pausedNanos() {
        return pausedNanos;
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
