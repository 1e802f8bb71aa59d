// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.LiteBlockingWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * What handing a message to an actor costs: a measurement by hand, not a test. Each line is the median of
 * five rounds after one that is not counted. Run its {@code main} on the test class path.
 */
final class HandOverBench {
    private static final int ROUNDS = 5;
    private final PrintStream out;

    private HandOverBench(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        HandOverBench bench = new HandOverBench(System.out);
        bench.mailboxes();
        bench.pools();
        bench.idle();
    }

    private void mailboxes() throws Exception {
        mailbox("lite blocking (ours)", LiteBlockingWaitStrategy::new);
        mailbox("blocking", BlockingWaitStrategy::new);
        mailbox("sleeping", SleepingWaitStrategy::new);
        mailbox("yielding", YieldingWaitStrategy::new);
        rounds("ArrayBlockingQueue(1024) + counter", this::queue);
    }

    private void pools() throws Exception {
        for (int capacity : new int[] {1, 2, 16, 1024}) {
            rounds("pool of 1, mailbox " + capacity, () -> pool(1, capacity));
        }
        rounds("pool of 2, mailbox 2", () -> pool(2, 2));
    }

    private void mailbox(String name, Supplier<WaitStrategy> waiting) throws Exception {
        rounds("mailbox 1024, " + name, () -> mailbox(new Mailbox<>(1024, waiting.get())));
    }

    private interface Round {
        int run() throws Exception;
    }

    private void rounds(String name, Round round) throws Exception {
        round.run();
        double[] rates = new double[ROUNDS];
        double[] cpu = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long began = System.nanoTime();
            long beganCpu = cpuNanos();
            int messages = round.run();
            rates[i] = messages * 1e9 / (System.nanoTime() - began);
            cpu[i] = (cpuNanos() - beganCpu) / (double) messages;
        }
        Arrays.sort(rates);
        Arrays.sort(cpu);
        out.println(String.format(
                Locale.ROOT,
                "%-40s %,12.0f messages/s (%,.0f to %,.0f), %,.0f ns of CPU each",
                name,
                rates[ROUNDS / 2],
                rates[0],
                rates[ROUNDS - 1],
                cpu[ROUNDS / 2]));
    }

    private int mailbox(Mailbox<Integer> mailbox) throws InterruptedException {
        int messages = 1_000_000;
        AtomicInteger inFlight = new AtomicInteger();
        Thread producer = Thread.currentThread();
        Thread consumer = new Thread(() -> {
            for (int taken = 0; taken < messages; ) {
                if (mailbox.poll() == null) {
                    mailbox.await();
                } else {
                    taken++;
                    if (inFlight.getAndDecrement() == 512) {
                        LockSupport.unpark(producer);
                    }
                }
            }
        });
        consumer.start();
        Integer message = 1;
        for (int i = 0; i < messages; i++) {
            while (inFlight.get() >= 1024) {
                LockSupport.park();
            }
            inFlight.incrementAndGet();
            mailbox.put(message);
        }
        consumer.join();
        return messages;
    }

    private int queue() throws InterruptedException {
        int messages = 1_000_000;
        ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1024);
        Thread consumer = new Thread(() -> {
            try {
                for (int taken = 0; taken < messages; taken++) {
                    queue.take();
                }
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        consumer.start();
        Integer message = 1;
        for (int i = 0; i < messages; i++) {
            queue.put(message);
        }
        consumer.join();
        return messages;
    }

    private int pool(int actors, int capacity) {
        int messages = capacity < 16 ? 200_000 : 1_000_000;
        Thread producer = Thread.currentThread();
        AtomicLong done = new AtomicLong();
        try (ActorPool<Integer, Integer> pool = ActorPool.create(
                PoolSettings.of("bench", capacity), r -> m -> m, new Counting(done, producer), Thread::new)) {
            pool.resize(actors);
            Integer message = 1;
            for (int i = 0; i < messages; i++) {
                while (!pool.offer(message)) {
                    LockSupport.park();
                }
            }
            while (done.get() < messages) {
                LockSupport.park();
            }
        }
        return messages;
    }

    /** One message at a time to an actor that sleeps in between: from the offer to the listener's call. */
    private void idle() throws InterruptedException {
        int count = 2_000;
        long[] latencies = new long[count];
        AtomicLong done = new AtomicLong();
        try (ActorPool<Integer, Integer> pool = ActorPool.create(
                PoolSettings.of("bench", 2), r -> m -> m, new Counting(done, Thread.currentThread()), Thread::new)) {
            pool.resize(1);
            for (int i = 0; i < count; i++) {
                Thread.sleep(1);
                long began = System.nanoTime();
                while (!pool.offer(i)) {
                    LockSupport.parkNanos(1_000);
                }
                while (done.get() <= i) {
                    LockSupport.park();
                }
                latencies[i] = System.nanoTime() - began;
            }
            Arrays.sort(latencies);
            out.println(String.format(
                    Locale.ROOT,
                    "idle actor, there and back: p50 %.1f us, p99 %.1f us",
                    latencies[count / 2] / 1e3,
                    latencies[count * 99 / 100] / 1e3));
            long beganCpu = cpuNanos();
            Thread.sleep(2_000);
            out.println(String.format(
                    Locale.ROOT,
                    "CPU of the process in 2 s with an idle actor: %.1f ms",
                    (cpuNanos() - beganCpu) / 1e6));
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private record Counting(AtomicLong done, Thread waiting) implements PoolListener<Integer, Integer> {
        @Override
        public void started(int replica) {
            LockSupport.unpark(waiting);
        }

        @Override
        public void completed(int replica, Integer message, Integer result, long busyNanos) {
            done.incrementAndGet();
            LockSupport.unpark(waiting);
        }

        @Override
        public void failed(int replica, Integer message, Throwable cause, long busyNanos) {}

        @Override
        public void crashed(int replica, Throwable cause, List<Integer> lost) {}

        @Override
        public void stopped(int replica) {}

        @Override
        public void exhausted(Throwable cause) {}
    }
}
