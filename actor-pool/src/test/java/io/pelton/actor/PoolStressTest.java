// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools under fire: actors that die at random, sizes that change all the time, by seed. */
@Timeout(60)
class PoolStressTest {
    private static final int MESSAGES = 4_000;
    private static final RestartBudget NO_END =
            new RestartBudget(Integer.MAX_VALUE, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);

    /** Ends of the pool: all that a caller may do once it has had enough. */
    private enum End {
        DRAIN,
        CLOSE,
        CLOSE_FROM_AN_ACTOR
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void everyMessageThePoolTookComesBackExactlyOnce(long seed) {
        Random random = new Random(seed);
        End end = End.values()[(int) (seed % End.values().length)];
        Ledger ledger = new Ledger();
        BitSet offered = new BitSet(MESSAGES);
        ActorPool<Integer, Integer> pool = ActorPool.create(
                PoolSettings.of("stress", 1 + random.nextInt(8))
                        .withRestarts(NO_END)
                        .withClosePatience(Duration.ofMillis(1), Duration.ofSeconds(30)),
                new Frail(seed),
                ledger,
                Thread::new);
        for (int message = 0; message < MESSAGES; message++) {
            if (random.nextInt(40) == 0) {
                pool.resize(random.nextInt(5));
            }
            if (pool.offer(message)) {
                offered.set(message);
            } else if (random.nextInt(4) == 0) {
                LockSupport.parkNanos(20_000);
            }
        }
        finish(pool, end, ledger);

        assertThat(pool.drain(Duration.ofSeconds(30)))
                .as("seed %d: all actors ended", seed)
                .isTrue();
        List<Integer> wrong = IntStream.range(0, MESSAGES)
                .filter(message -> ledger.ends.get(message) != (offered.get(message) ? 1 : 0))
                .boxed()
                .toList();
        assertThat(wrong)
                .as("seed %d: messages that did not come back once", seed)
                .isEmpty();
        assertThat(offered.cardinality()).as("seed %d: messages taken", seed).isGreaterThan(MESSAGES / 20);
        assertThat(ledger.wrongs).as("seed %d", seed).isEmpty();
        assertThat(ledger.living).as("seed %d: started without an end", seed).hasValue(0);
        assertThat(pool.inFlight()).isZero();
    }

    private static void finish(ActorPool<Integer, Integer> pool, End end, Ledger ledger) {
        switch (end) {
            case DRAIN -> pool.drain(Duration.ofSeconds(30));
            case CLOSE -> pool.close();
            case CLOSE_FROM_AN_ACTOR -> {
                ledger.onEnd = pool::close;
                pool.resize(1);
                pool.close();
            }
        }
    }

    /** Actors that now and then cannot be made, throw, die or will not close. */
    private static final class Frail implements ActorFactory<Integer, Integer> {
        private final long seed;
        private final AtomicInteger made = new AtomicInteger();

        Frail(long seed) {
            this.seed = seed;
        }

        @Override
        public Actor<Integer, Integer> create(int replica) {
            Random random = new Random(seed * 31 + made.incrementAndGet());
            if (random.nextInt(10) == 0) {
                throw new IllegalStateException("not today");
            }
            return new Actor<>() {
                @Override
                public Integer receive(Integer message) throws Exception {
                    int fate = random.nextInt(100);
                    if (fate < 2) {
                        throw new StackOverflowError("dead");
                    }
                    if (fate < 10) {
                        throw new IllegalArgumentException("failed");
                    }
                    if (fate < 14) {
                        Thread.currentThread().interrupt();
                    }
                    if (fate < 30) {
                        LockSupport.parkNanos(10_000);
                    }
                    return message;
                }

                @Override
                public void close() {
                    if (random.nextInt(10) == 0) {
                        throw new IllegalStateException("will not close");
                    }
                }
            };
        }
    }

    /** Counts how often each message came back, and checks the order of an actor's life. */
    private static final class Ledger implements PoolListener<Integer, Integer> {
        final AtomicIntegerArray ends = new AtomicIntegerArray(MESSAGES);
        final AtomicInteger living = new AtomicInteger();
        final ConcurrentLinkedQueue<String> wrongs = new ConcurrentLinkedQueue<>();
        volatile Runnable onEnd = () -> {};
        private final List<Thread> lives = new ArrayList<>();

        @Override
        public void started(int replica) {
            living.incrementAndGet();
            synchronized (lives) {
                lives.add(Thread.currentThread());
            }
        }

        @Override
        public void completed(int replica, Integer message, Integer result, long busyNanos) {
            alive("completed");
            ends.incrementAndGet(message);
            onEnd.run();
        }

        @Override
        public void failed(int replica, Integer message, Throwable cause, long busyNanos) {
            alive("failed");
            ends.incrementAndGet(message);
        }

        @Override
        public void crashed(int replica, Throwable cause, List<Integer> lost) {
            lost.forEach(ends::incrementAndGet);
            if (!"not today".equals(cause.getMessage())) {
                endOfLife();
            }
        }

        @Override
        public void stopped(int replica) {
            synchronized (lives) {
                if (!lives.contains(Thread.currentThread())) {
                    return; // never made
                }
            }
            endOfLife();
        }

        @Override
        public void exhausted(Throwable cause) {
            wrongs.add("exhausted: " + cause);
        }

        private void endOfLife() {
            alive("end");
            living.decrementAndGet();
            synchronized (lives) {
                lives.remove(Thread.currentThread());
            }
            onEnd.run();
        }

        private void alive(String event) {
            synchronized (lives) {
                if (!lives.contains(Thread.currentThread())) {
                    wrongs.add(event + " outside a life");
                }
            }
        }
    }
}
