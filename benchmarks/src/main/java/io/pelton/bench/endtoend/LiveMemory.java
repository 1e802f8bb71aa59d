// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The memory that this process needs while it works. At each look these are counted:
 *
 * <ul>
 *   <li>the objects that a full collection leaves on the heap;
 *   <li>all that is resident outside of the heap once what was freed there has been given back to the system: buffers,
 *       models and all else of native libraries, stacks, classes, and the JVM's own tables.
 * </ul>
 *
 * <p>These are not:
 *
 * <ul>
 *   <li>the rest of the heap: room that the collector was given and garbage in it, which say more of the collector than of
 *       the job;
 *   <li>what the JVM compiles, and what it compiles with (up to tens of megabytes while a large method is optimised):
 *       they depend on how long code has been running, and the longest job runs the longest;
 *   <li>what it costs to tell these apart, which is what the JVM's native memory tracking keeps.
 * </ul>
 *
 * <p>Collections stop the process; {@link #pausedNanos} says for how long, so that it can be left out of what is timed.
 *
 * <p><b>Threads.</b> Looks from a thread of its own; any may ask.
 */
final class LiveMemory implements AutoCloseable {
    /**
     * What the JVM that is watched must be started with: to tell its own memory apart, and a heap of one size, since the
     * tables that a collector keeps of the heap are as large as the room it has.
     */
    static final List<String> JVM_OPTIONS = List.of("-XX:NativeMemoryTracking=summary", "-Xms256m", "-Xmx256m");

    private static final long INTERVAL_MILLIS = 500;
    private static final int TRIES = 20;
    private static final long STILL_BYTES = 256 << 10;
    /** A generation of the heap, or all of it: where it begins, how far it is in use, and where its reserved room ends. */
    private static final Pattern HEAP =
            Pattern.compile("(?:PSYoungGen|ParOldGen|garbage-first heap) .*\\[0x(\\w+)(?:, 0x\\w+)?, 0x(\\w+)\\)");

    private static final Pattern NOT_THE_JOBS = Pattern.compile(
            "(?:Compiler|Arena Chunk|Native Memory Tracking) \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

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
        String heap = ask("gcHeapInfo");
        long from = Long.MAX_VALUE;
        long to = 0;
        for (Matcher place = HEAP.matcher(heap); place.find(); ) {
            from = Math.min(from, Long.parseUnsignedLong(place.group(1), 16));
            to = Math.max(to, Long.parseUnsignedLong(place.group(2), 16));
        }
        if (to == 0) {
            throw new IllegalStateException(
                    "Cannot tell where the heap lies: expected that of the parallel collector or of G1 but found "
                            + heap);
        }
        LiveMemory watching = new LiveMemory(from, to);
        watching.thread.setDaemon(true);
        watching.thread.start();
        return watching;
    }

    /** Has this JVM do what {@code jcmd} would ask it for. */
    private static String ask(String command, String... arguments) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Object[] values = arguments.length == 0 ? new Object[0] : new Object[] {arguments};
        String[] types = arguments.length == 0 ? new String[0] : new String[] {String[].class.getName()};
        return (String)
                server.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), command, values, types);
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
        } catch (IOException | JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private long live() throws IOException, JMException {
        long objects = heap.stream()
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
        return objects + outside();
    }

    /** What is resident outside of the heap for the job, looked at again if the compiler took or freed memory meanwhile. */
    private long outside() throws IOException, JMException {
        long found = 0;
        for (int n = 0; n < TRIES; n++) {
            long before = notTheJobs();
            ask("systemTrimNativeHeap");
            long resident = ProcessMemory.ownOutside(heapFrom, heapTo);
            long after = notTheJobs();
            found = resident - Math.max(before, after);
            if (Math.abs(after - before) <= STILL_BYTES) {
                break;
            }
        }
        return found;
    }

    private static long notTheJobs() throws JMException {
        String tracked = ask("vmNativeMemory", "summary");
        long kilobytes = 0;
        Matcher category = NOT_THE_JOBS.matcher(tracked);
        while (category.find()) {
            kilobytes += Long.parseLong(category.group(1));
        }
        if (kilobytes == 0) {
            throw new IllegalStateException(
                    "Cannot tell the job's memory from the compiler's: expected the JVM to run with " + JVM_OPTIONS
                            + " but found " + tracked);
        }
        return kilobytes * 1024;
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
