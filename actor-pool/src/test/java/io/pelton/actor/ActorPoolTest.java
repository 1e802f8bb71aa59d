// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dispatch, growing and shrinking. Crashes and the end are in {@link SupervisionTest} and {@link PoolEndTest}. */
@Timeout(30)
class ActorPoolTest {
    private final Workshop workshop = new Workshop();
    private final Recorder recorder = new Recorder();
    private final ActorPool<String, String> pool = pool(2);

    private ActorPool<String, String> pool(int capacity) {
        return ActorPool.create(PoolSettings.of("words", capacity), workshop, recorder, Thread::new);
    }

    @AfterEach
    void close() {
        workshop.letGo.release(1_000);
        pool.close();
        assertThat(workshop.closed).as("actors closed of those made").hasValue(workshop.made.get());
    }

    @Test
    void messageComesBackWithItsAnswer() throws Exception {
        pool.resize(1);
        recorder.await("started 0");

        assertThat(pool.offer("hello")).isTrue();

        recorder.await("completed 0 hello -> HELLO");
        assertThat(pool.inFlight()).isZero();
    }

    @Test
    void offerIsRefusedWhileNoActorRuns() throws Exception {
        workshop.slowToMake.set(1);

        assertThat(pool.offer("early")).as("no actor at all").isFalse();
        pool.resize(1);
        workshop.awaitHeld(1);
        assertThat(pool.offer("early")).as("an actor in the making").isFalse();
        assertThat(pool.pending()).isEqualTo(1);

        workshop.letGo.release();
        recorder.await("started 0");
        assertThat(pool.offer("in time")).isTrue();
        assertThat(pool.pending()).isZero();
    }

    @Test
    void mailboxCapacityCountsTheMessageAtHand() throws Exception {
        pool.resize(1);
        recorder.await("started 0");
        assertThat(pool.freeCapacity()).isEqualTo(2);

        assertThat(pool.offer("hold")).isTrue();
        workshop.awaitHeld(1);
        assertThat(pool.freeCapacity()).isEqualTo(1);
        assertThat(pool.offer("second")).isTrue();

        assertThat(pool.offer("third")).isFalse();
        assertThat(pool.freeCapacity()).isZero();
        assertThat(pool.inFlight()).isEqualTo(2);
    }

    @Test
    void messageGoesToTheActorWithTheFewest() throws Exception {
        pool.resize(3);
        recorder.await("started", 3);

        for (int i = 0; i < 3; i++) {
            assertThat(pool.offer("hold")).isTrue();
        }

        workshop.awaitHeld(3); // all three at work at once: each has one
    }

    @Test
    void placeInTheMailboxIsFreeBeforeTheListenerHears() throws Exception {
        CompletableFuture<ActorPool<String, String>> self = new CompletableFuture<>();
        Recorder chaining = new Recorder(event -> {
            if (event.equals("completed 0 a -> A")) {
                assertThat(self.join().offer("b")).isTrue();
            }
        });
        try (ActorPool<String, String> narrow =
                ActorPool.create(PoolSettings.of("narrow", 1), workshop, chaining, Thread::new)) {
            self.complete(narrow);
            narrow.resize(1);
            chaining.await("started 0");

            narrow.offer("a");

            chaining.await("completed 0 b -> B");
        }
    }

    @Test
    void actorIsMadeUsedAndClosedByItsOwnNamedDaemonThread() throws Exception {
        pool.resize(1);
        recorder.await("started 0");
        pool.offer("hello");
        pool.resize(0);
        recorder.await("stopped 0");

        assertThat(Set.copyOf(workshop.threads)).singleElement().satisfies(thread -> {
            assertThat(thread.getName()).isEqualTo("pelton-words-0");
            assertThat(thread.isDaemon()).isTrue();
        });
        assertThat(workshop.threads).as("create, receive, close").hasSize(3);
    }

    @Test
    void busyTimeIsThatOfTheMessageAlone() throws Exception {
        ManualClock clock = new ManualClock();
        ConcurrentLinkedQueue<Long> busy = new ConcurrentLinkedQueue<>();
        ActorFactory<Integer, Integer> sleepers = replica -> millis -> {
            clock.advance(Duration.ofMillis(millis));
            return millis;
        };
        try (ActorPool<Integer, Integer> timed =
                ActorPool.create(PoolSettings.of("timed", 8), sleepers, new Times(busy), Thread::new, clock)) {
            timed.resize(1);
            while (timed.running() == 0) {
                Thread.onSpinWait();
            }
            List.of(5, 1, 3).forEach(timed::offer);
            assertThat(timed.drain(Duration.ofSeconds(20))).isTrue();
        }

        assertThat(busy).containsExactly(5_000_000L, 1_000_000L, 3_000_000L);
    }

    @Test
    void surplusActorFinishesItsMailboxAndTakesNothingNew() throws Exception {
        pool.resize(1);
        recorder.await("started 0");
        pool.offer("hold");
        workshop.awaitHeld(1);
        pool.offer("waiting");

        pool.resize(0);

        assertThat(pool.running()).isZero();
        assertThat(pool.inFlight()).isEqualTo(2);
        assertThat(pool.offer("late")).isFalse();
        workshop.letGo.release();
        recorder.await("stopped 0");
        assertThat(recorder.events())
                .containsExactly(
                        "started 0", "completed 0 hold -> HOLD", "completed 0 waiting -> WAITING", "stopped 0");
    }

    @Test
    void idleActorsGoBeforeThoseThatWork() throws Exception {
        pool.resize(3);
        recorder.await("started", 3);
        pool.offer("hold"); // the first actor's
        workshop.awaitHeld(1);

        pool.resize(1);

        recorder.await("stopped", 2);
        assertThat(recorder.count("stopped 0")).isZero();
        assertThat(pool.running()).isEqualTo(1);
    }

    @Test
    void actorsInTheMakingGoBeforeThoseThatRun() throws Exception {
        pool.resize(1);
        recorder.await("started 0");
        workshop.slowToMake.set(1);
        pool.resize(2);
        workshop.awaitHeld(1);

        pool.resize(1);

        assertThat(pool.pending()).isZero();
        assertThat(pool.running()).isEqualTo(1);
        workshop.letGo.release();
        recorder.await("stopped 1");
        assertThat(pool.offer("still here")).isTrue();
        recorder.await("completed 0 still here");
    }

    @Test
    void surplusActorIsTakenBackIfThePoolGrowsBeforeItEnded() throws Exception {
        pool.resize(1);
        recorder.await("started 0");
        pool.offer("hold");
        workshop.awaitHeld(1);

        pool.resize(0);
        pool.resize(1);

        assertThat(pool.offer("again")).isTrue();
        workshop.letGo.release();
        recorder.await("completed 0 again");
        assertThat(workshop.made).hasValue(1);
        assertThat(pool.running()).isEqualTo(1);
    }

    @Test
    void actorInTheMakingIsTakenBackToo() throws Exception {
        workshop.slowToMake.set(1);
        pool.resize(1);
        workshop.awaitHeld(1);

        pool.resize(0);
        pool.resize(1);
        workshop.letGo.release();

        recorder.await("started 0");
        assertThat(pool.offer("hello")).isTrue();
        recorder.await("completed 0 hello");
        assertThat(workshop.made).hasValue(1);
    }

    @Test
    void actorThatIsNotWantedBeforeItsThreadRunsIsNeverMade() throws Exception {
        ConcurrentLinkedQueue<Runnable> bodies = new ConcurrentLinkedQueue<>();
        ActorPool<String, String> held = ActorPool.create(PoolSettings.of("held", 1), workshop, recorder, body -> {
            bodies.add(body);
            return new Thread(() -> {});
        });
        held.resize(1);

        held.resize(0);
        bodies.remove().run();

        assertThat(recorder.events()).containsExactly("stopped 0");
        assertThat(workshop.made).hasValue(0);
        assertThat(held.drain(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void poolOfNoneComesBack() throws Exception {
        for (int round = 1; round <= 3; round++) {
            pool.resize(1);
            recorder.await("started", round);
            assertThat(pool.offer("round")).isTrue();
            pool.resize(0);
            recorder.await("stopped", round);
            assertThat(pool.offer("nobody home")).isFalse();
        }
        assertThat(recorder.count("completed")).isEqualTo(3);
    }

    @Test
    void numbersAreUsedAgainAndNeverTwiceAtOnce() throws Exception {
        pool.resize(2);
        recorder.await("started", 2);
        pool.offer("hold");
        workshop.awaitHeld(1);

        pool.resize(1); // the idle one, number 1
        recorder.await("stopped 1");
        for (Thread thread : workshop.threadsNamed("pelton-words-1")) {
            thread.join();
        }
        pool.resize(3);

        recorder.await("started 2");
        recorder.await("started 1", 2);
        assertThat(recorder.count("started 0")).isEqualTo(1);
    }

    @Test
    void growingAndShrinkingOverAndOverEndsAtTheLastNumber() throws Exception {
        for (int i = 0; i < 500; i++) {
            pool.resize(i * 7 % 5);
            pool.offer("message");
        }
        pool.resize(3);
        while (pool.running() < 3) {
            Thread.onSpinWait();
        }

        assertThat(pool.pending()).isZero();
        pool.resize(0);
        assertThat(pool.drain(Duration.ofSeconds(20))).isTrue();
        assertThat(recorder.count("stopped")).isGreaterThanOrEqualTo(workshop.made.get());
        assertThat(recorder.count("crashed")).isZero();
    }

    @Test
    void negativeSizeIsRefused() {
        assertThatThrownBy(() -> pool.resize(-1))
                .hasMessage("Cannot resize pool 'words': the number of actors must be 0 or more but is -1");
    }

    @Test
    void poolDescribesItself() throws Exception {
        pool.resize(1);
        recorder.await("started 0");

        assertThat(pool).hasToString("ActorPool words: 1 running, 0 pending, 0 messages in flight");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16})
    void poolAsLargeAsTheCoresOrLargerRuns(int actorsPerCore) {
        int actors = actorsPerCore * Runtime.getRuntime().availableProcessors();
        Set<String> answered = ConcurrentHashMap.newKeySet();
        Recorder counting = new Recorder(event -> {
            if (event.startsWith("completed")) {
                answered.add(event.substring(event.lastIndexOf(' ')));
            }
        });
        try (ActorPool<String, String> full =
                ActorPool.create(PoolSettings.of("full", 2), workshop, counting, Thread::new)) {
            full.resize(actors);
            IntStream.range(0, 2_000).mapToObj(i -> "m" + i).forEach(message -> {
                while (!full.offer(message)) {
                    Thread.yield();
                }
            });
            assertThat(full.drain(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(answered).hasSize(2_000);
    }

    /** Keeps busy times only. */
    private record Times(ConcurrentLinkedQueue<Long> busy) implements PoolListener<Integer, Integer> {
        @Override
        public void started(int replica) {}

        @Override
        public void completed(int replica, Integer message, Integer result, long busyNanos) {
            busy.add(busyNanos);
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
