// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events run one after the other, each once, whoever runs them, and none is left lying while its loop sleeps. */
@Timeout(60)
class EventLoopTest {
    private static final long FOR_LONG_NANOS = 3_600_000_000_000L;
    private static final int THREADS = 4;
    private static final int EVENTS = 20_000;

    private final AtomicBoolean running = new AtomicBoolean();
    private final int[] seen = new int[THREADS];
    private final EventLoop loop = new EventLoop(() -> {});
    private int total;

    /** An event that says whether another runs beside it, and whether one of its thread's was lost, doubled or passed. */
    private Runnable event(int thread, int number) {
        return () -> {
            assertThat(running.compareAndSet(false, true))
                    .as("alone in its turn")
                    .isTrue();
            assertThat(number).as("events of thread %d", thread).isEqualTo(seen[thread]++);
            total++;
            if (total == THREADS * EVENTS) {
                loop.wake();
            }
            running.set(false);
        };
    }

    @Test
    void eventsOfManyThreadsRunOnceAndInOrderAndTheLoopNeverSleepsOverOne() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            threads.add(new Thread(() -> {
                for (int i = 0; i < EVENTS; i++) {
                    // Some go to the loop's thread, some are run by whoever can.
                    if ((i & 7) == thread) {
                        loop.post(event(thread, i));
                    } else {
                        loop.answer(event(thread, i));
                    }
                }
            }));
        }
        threads.forEach(Thread::start);

        boolean more = true;
        while (more) {
            loop.takeTurn();
            try {
                loop.run();
                more = total < THREADS * EVENTS;
            } finally {
                loop.endTurn();
            }
            if (more) {
                loop.await(FOR_LONG_NANOS);
            }
        }

        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(seen).containsOnly(EVENTS);
        assertThat(loop.isEmpty()).isTrue();
    }

    @Test
    void anAnswerThatComesWhenTheTurnEndsIsNotLeftLying() {
        List<String> ran = new ArrayList<>();
        AtomicReference<EventLoop> self = new AtomicReference<>();
        EventLoop ending = new EventLoop(() -> {
            if (ran.size() == 1) {
                FutureTask<Void> late = new FutureTask<>(
                        () -> requireNonNull(self.get()).answer(() -> ran.add("while the turn ended")), null);
                new Thread(late).start();
                getQuietly(late);
            }
        });
        self.set(ending);

        ending.answer(() -> ran.add("in the turn"));

        assertThat(ran).containsExactly("in the turn", "while the turn ended");
    }

    @Test
    void aLoopThatWasWokenBeforeItSleepsDoesNotSleep() {
        loop.wake();

        loop.await(FOR_LONG_NANOS);
    }

    @Test
    void anAnswerRunsAtOnceIfNobodyElseRunsEvents() {
        List<String> ran = new ArrayList<>();

        loop.post(() -> ran.add("posted before"));
        loop.answer(() -> ran.add("answered"));

        assertThat(ran).containsExactly("posted before", "answered");
    }

    @Test
    void anAnswerWithinAnEventRunsAfterIt() {
        List<String> ran = new ArrayList<>();

        loop.answer(() -> {
            loop.answer(() -> ran.add("inner"));
            ran.add("outer");
        });

        assertThat(ran).containsExactly("outer", "inner");
    }

    @Test
    void anAnswerWaitsForNobodyAndIsRunByWhoHasTheTurn() throws InterruptedException {
        List<String> ran = new ArrayList<>();
        CountDownLatch inEvent = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        Thread other = new Thread(() -> loop.answer(() -> {
            inEvent.countDown();
            awaitQuietly(answered);
            ran.add("first");
        }));
        other.start();
        inEvent.await();

        loop.answer(() -> ran.add("second"));
        assertThat(ran).isEmpty();
        answered.countDown();
        other.join();

        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void whatAnEventThrowsOnAnotherThreadEndsTheLoop() throws InterruptedException {
        IllegalStateException failure = new IllegalStateException("broken");
        Thread other = new Thread(() -> loop.answer(() -> {
            throw failure;
        }));
        other.start();

        loop.await(FOR_LONG_NANOS);
        other.join();
        List<String> later = new ArrayList<>();
        loop.answer(() -> later.add("not before the loop knows"));

        assertThat(later).isEmpty();
        assertThatThrownBy(loop::takeTurn).isSameAs(failure);
        loop.close();
        assertThat(loop.run()).isEqualTo(1);
        assertThat(later).hasSize(1);
    }

    @Test
    void aClosedLoopLeavesEventsToWhoClosedIt() {
        List<String> ran = new ArrayList<>();
        loop.close();

        loop.answer(() -> ran.add("late"));

        assertThat(ran).isEmpty();
        assertThat(loop.run()).isEqualTo(1);
        assertThat(ran).containsExactly("late");
    }

    @Test
    void whenTheLoopIsLeftWhoAnswersRunsEventsWhateverBecomesOfThem() {
        List<String> ran = new ArrayList<>();
        loop.close();
        loop.post(() -> ran.add("before"));
        loop.post(() -> {
            throw new IllegalStateException("nobody hears of it");
        });

        loop.leave();
        loop.answer(() -> ran.add("late"));

        assertThat(ran).containsExactly("before", "late");
    }

    @Test
    void aLoopIsClosedThoughAnEventHasFailed() {
        List<String> ran = new ArrayList<>();
        loop.answer(() -> {
            throw new IllegalStateException("broken");
        });

        loop.close();
        loop.answer(() -> ran.add("late"));

        assertThat(ran).isEmpty();
        assertThatThrownBy(loop::takeTurn).hasMessage("broken");
    }

    @Test
    void anAnswerThatFindsTooManyEventsLeavesTheRestToTheLoop() {
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int number = i;
            loop.post(() -> ran.add(number));
        }

        loop.answer(() -> ran.add(300));

        assertThat(ran).hasSize(256);
        loop.await(FOR_LONG_NANOS);
        assertThat(loop.run()).isEqualTo(45);
        assertThat(ran).hasSize(301).isSorted();
    }

    private static void getQuietly(Future<Void> future) {
        try {
            future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
