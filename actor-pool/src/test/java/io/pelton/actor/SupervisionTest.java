// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pool does about actors that throw. */
@Timeout(30)
class SupervisionTest {
    private static final RestartBudget THREE_A_MINUTE =
            new RestartBudget(3, Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofMillis(300));

    private final Workshop workshop = new Workshop();
    private final Recorder recorder = new Recorder();
    private final ManualClock clock = new ManualClock();
    private final List<Throwable> uncaught = new ArrayList<>();
    private final ThreadFactory threads = body -> {
        Thread thread = new Thread(body);
        thread.setUncaughtExceptionHandler((where, thrown) -> uncaught.add(thrown));
        return thread;
    };
    private final ActorPool<String, String> pool = pool(recorder, threads);

    private ActorPool<String, String> pool(Recorder listener, ThreadFactory factory) {
        return ActorPool.create(
                PoolSettings.of("words", 4).withRestarts(THREE_A_MINUTE), workshop, listener, factory, clock);
    }

    @AfterEach
    void close() {
        workshop.letGo.release(1_000);
        pool.close();
    }

    @Test
    void exceptionFailsTheMessageAndTheActorLivesOn() throws Exception {
        pool.resize(1);
        recorder.await("started 0");

        pool.offer("fail");
        pool.offer("next");

        recorder.await("completed 0 next -> NEXT");
        assertThat(recorder.events()).containsExactly("started 0", "failed 0 fail", "completed 0 next -> NEXT");
        assertThat(recorder.causes()).singleElement().satisfies(cause -> assertThat(cause)
                .hasMessage("bad row"));
        assertThat(workshop.made).hasValue(1);
    }

    @Test
    void errorGivesBackEveryMessageTheActorHadOldestFirst() throws Exception {
        pool.resize(1);
        recorder.await("started 0");
        pool.offer("hold");
        workshop.awaitHeld(1);
        List.of("die", "a", "b").forEach(pool::offer);

        workshop.letGo.release();

        recorder.await("crashed 0 [die, a, b]");
        assertThat(recorder.causes()).singleElement().isInstanceOf(StackOverflowError.class);
        assertThat(pool.inFlight()).isZero();
        assertThat(workshop.closed).as("the crashed actor is closed").hasValue(1);
    }

    @Test
    void crashedActorIsReplacedAfterTheBackoffAndNotBefore() throws Exception {
        pool.resize(1);
        recorder.await("started 0");
        pool.offer("die");
        clock.awaitAsked(1);

        clock.advance(Duration.ofMillis(99));
        assertThat(workshop.made).hasValue(1);
        assertThat(pool.pending()).as("the one to come counts").isEqualTo(1);
        assertThat(pool.offer("nobody")).isFalse();

        clock.advance(Duration.ofMillis(1));
        recorder.await("started 0", 2);
        assertThat(pool.offer("hello")).isTrue();
        recorder.await("completed 0 hello");
    }

    @Test
    void actorThatCannotBeMadeIsTriedAgainWithDoublingBackoffUpToTheMost() throws Exception {
        workshop.unmakeable.set(3);
        pool.resize(1);

        for (int tries = 1; tries <= 3; tries++) {
            clock.awaitAsked(tries);
            clock.advance(Duration.ofMillis(300));
        }

        recorder.await("started 0");
        assertThat(clock.awaitAsked(3))
                .containsExactly(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(300));
        assertThat(recorder.events()).containsExactly("crashed 0 []", "crashed 0 []", "crashed 0 []", "started 0");
        assertThat(recorder.causes()).allSatisfy(cause -> assertThat(cause).hasMessage("no model here"));
    }

    @Test
    void poolThatHasUsedUpItsBudgetSaysSoOnceAndStartsNoMore() throws Exception {
        workshop.unmakeable.set(100);
        pool.resize(2);
        // Two fail at once and take two restarts; the two replacements want two more, and get one.
        clock.awaitAsked(2);
        clock.advance(Duration.ofMillis(300));
        clock.awaitAsked(3);
        recorder.await("exhausted");
        clock.advance(Duration.ofMillis(300));

        pool.resize(5);

        assertThat(workshop.made).hasValue(4);
        assertThat(pool.pending()).isZero();
        assertThat(recorder.count("exhausted")).isEqualTo(1);
        assertThat(recorder.causes()).last().satisfies(cause -> assertThat(cause)
                .hasMessage("no model here"));
    }

    @Test
    void actorsOfAnExhaustedPoolWorkOn() throws Exception {
        pool.resize(1);
        recorder.await("started 0");
        workshop.unmakeable.set(100);
        pool.resize(2);
        for (int tries = 1; tries <= 3; tries++) {
            clock.awaitAsked(tries);
            clock.advance(Duration.ofMillis(300));
        }
        recorder.await("exhausted");

        assertThat(pool.offer("hello")).isTrue();

        recorder.await("completed 0 hello");
    }

    @Test
    void budgetComesBackAfterItsSpan() throws Exception {
        pool.resize(1);
        for (int crashes = 1; crashes <= 8; crashes++) {
            recorder.await("started 0", crashes);
            pool.offer("die");
            clock.awaitAsked(crashes);
            clock.advance(Duration.ofSeconds(30));
        }

        recorder.await("started 0", 9);
        assertThat(recorder.count("exhausted")).isZero();
        assertThat(clock.awaitAsked(8))
                .as("never more than one other within the minute")
                .allMatch(delay -> delay.toMillis() <= 200);
    }

    @Test
    void resizeDoesNotGetPastTheBackoff() throws Exception {
        List<ActorPool<String, String>> self = new ArrayList<>();
        Recorder resizing = new Recorder(event -> {
            if (event.startsWith("crashed")) {
                self.get(0).resize(1);
            }
        });
        try (ActorPool<String, String> other = pool(resizing, threads)) {
            self.add(other);
            workshop.unmakeable.set(1);
            other.resize(1);
            clock.awaitAsked(1);

            other.resize(0);
            other.resize(1);

            assertThat(workshop.made).hasValue(1);
            assertThat(other.pending()).isEqualTo(1);
            clock.advance(Duration.ofMillis(100));
            resizing.await("started 0");
        }
    }

    @Test
    void restartThatIsNoLongerWantedDoesNotHappen() throws Exception {
        workshop.unmakeable.set(1);
        pool.resize(1);
        clock.awaitAsked(1);

        pool.resize(0);
        assertThat(pool.pending()).isZero();
        clock.advance(Duration.ofMillis(100));

        assertThat(workshop.made).hasValue(1);
        pool.resize(1);
        recorder.await("started 0");
    }

    @Test
    void restartAfterTheEndDoesNotHappen() throws Exception {
        workshop.unmakeable.set(1);
        pool.resize(1);
        clock.awaitAsked(1);

        pool.close();
        clock.advance(Duration.ofMillis(100));

        assertThat(workshop.made).hasValue(1);
        assertThat(pool.pending()).isZero();
    }

    @Test
    void surplusActorThatCrashesIsNotReplaced() throws Exception {
        pool.resize(1);
        recorder.await("started 0");
        pool.offer("hold");
        workshop.awaitHeld(1);
        pool.offer("die");
        pool.resize(0);

        workshop.letGo.release();

        recorder.await("crashed 0 [die]");
        assertThat(pool.drain(Duration.ofSeconds(20))).isTrue();
        assertThat(workshop.made).hasValue(1);
    }

    @Test
    void actorThatDoesNotCloseHasCrashedWithNothingLost() throws Exception {
        workshop.uncloseable.set(1);
        pool.resize(1);
        recorder.await("started 0");

        pool.resize(0);

        recorder.await("crashed 0 []");
        assertThat(recorder.causes()).singleElement().satisfies(cause -> assertThat(cause)
                .hasMessage("will not close"));
        pool.resize(1);
        recorder.await("started", 2);
    }

    @Test
    void failureToCloseAfterACrashIsSuppressedInItsCause() throws Exception {
        workshop.uncloseable.set(1);
        pool.resize(1);
        recorder.await("started 0");

        pool.offer("die");

        recorder.await("crashed 0 [die]");
        assertThat(recorder.causes()).singleElement().satisfies(cause -> assertThat(cause)
                .hasMessage("too deep")
                .hasSuppressedException(new IllegalStateException("will not close")));
    }

    @Test
    void factoryThatReturnsNothingIsACrash() throws Exception {
        @SuppressWarnings("NullAway") // what a factory must not do
        ActorFactory<String, String> nothing = replica -> null;
        try (ActorPool<String, String> other = ActorPool.create(
                PoolSettings.of("none", 1).withRestarts(RestartBudget.NONE), nothing, recorder, threads)) {
            other.resize(1);
            recorder.await("exhausted");
        }
        assertThat(recorder.causes()).allSatisfy(cause -> assertThat(cause).hasMessage("the factory's actor"));
    }

    @Test
    void threadThatCannotBeStartedIsACrashAndTriedAgain() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        ActorPool<String, String> other = pool(recorder, body -> {
            if (refused.getAndIncrement() == 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(body);
        });

        other.resize(1);

        recorder.await("crashed 0 []");
        clock.awaitAsked(1);
        clock.advance(Duration.ofMillis(100));
        recorder.await("started 0");
        other.close();
    }

    @Test
    void listenerThatThrowsChangesNothing() throws Exception {
        Recorder throwing = new Recorder(event -> {
            throw new IllegalStateException(event);
        });
        try (ActorPool<String, String> other = pool(throwing, threads)) {
            other.resize(1);
            throwing.await("started 0");
            List.of("a", "fail", "b").forEach(other::offer);
            throwing.await("completed 0 b");
        }
        assertThat(throwing.events())
                .containsExactly("started 0", "completed 0 a -> A", "failed 0 fail", "completed 0 b -> B", "stopped 0");
        assertThat(uncaught).extracting(Throwable::getMessage).isEqualTo(throwing.events());
    }

    @Test
    void interruptThatOneMessageLeavesBehindDoesNotReachTheNext() throws Exception {
        pool.resize(1);
        recorder.await("started 0");

        pool.offer("interrupt");
        pool.offer("flag");

        recorder.await("completed 0 flag -> false");
    }

    @Test
    void interruptFromOutsideDoesNotWakeAnIdleActor() throws Exception {
        pool.resize(1);
        recorder.await("started 0");
        workshop.threads.get(0).interrupt();

        pool.offer("hello");

        recorder.await("completed 0 hello");
        assertThat(recorder.count("crashed")).isZero();
    }

    @Test
    void senselessBudgetsAndSettingsAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new RestartBudget(-1, second, second, second))
                .hasMessage("Cannot budget restarts: maxRestarts must be 0 or more but is -1");
        assertThatThrownBy(() -> new RestartBudget(1, second, second, Duration.ZERO))
                .hasMessageContaining("firstBackoff PT1S must be between 0 and maxBackoff PT0S");
        assertThatThrownBy(() -> PoolSettings.of("words", 0))
                .hasMessage("Cannot make pool 'words': mailboxCapacity must be 1 to 1048576 but is 0");
    }

    @Test
    void backoffNeverOverflows() {
        assertThat(RestartBudget.DEFAULT.backoff(0)).isEqualTo(Duration.ofMillis(50));
        assertThat(RestartBudget.DEFAULT.backoff(3)).isEqualTo(Duration.ofMillis(400));
        assertThat(RestartBudget.DEFAULT.backoff(1_000)).isEqualTo(Duration.ofSeconds(5));
    }
}
