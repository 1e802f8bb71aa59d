// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every way a pool comes to its end. */
@Timeout(30)
class PoolEndTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(5);

    private final Workshop workshop = new Workshop();
    private volatile Runnable onCompleted = () -> {};
    private final Recorder recorder = new Recorder(event -> {
        if (event.startsWith("completed")) {
            onCompleted.run();
        }
    });
    private final ActorPool<String, String> pool = pool(LONG, LONG);

    private ActorPool<String, String> pool(Duration interruptAfter, Duration giveUpAfter) {
        PoolSettings settings = PoolSettings.of("words", 4).withClosePatience(interruptAfter, giveUpAfter);
        return ActorPool.create(settings, workshop, recorder, Thread::new);
    }

    @AfterEach
    void close() {
        workshop.letGo.release(1_000);
        pool.close();
    }

    /** A pool of one that holds a message, with two more behind it. */
    private void holdOneOfThree(ActorPool<String, String> some, String how) throws InterruptedException {
        some.resize(1);
        recorder.await("started 0");
        some.offer(how);
        workshop.awaitHeld(1);
        some.offer("a");
        some.offer("b");
    }

    private void awaitNoneRunning() {
        while (pool.running() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void drainWaitsForEveryMessage() throws Exception {
        holdOneOfThree(pool, "hold");
        onCompleted = () -> assertThat(pool.offer("late")).isFalse();

        CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> pool.drain(LONG));
        awaitNoneRunning();
        workshop.letGo.release();

        assertThat(drained.get()).isTrue();
        assertThat(recorder.events()).endsWith("completed 0 a -> A", "completed 0 b -> B", "stopped 0");
    }

    @Test
    void drainInVainSaysSoAndTheActorsGoOn() throws Exception {
        holdOneOfThree(pool, "hold");

        assertThat(pool.drain(SHORT)).isFalse();

        assertThat(pool.inFlight()).isEqualTo(3);
        workshop.letGo.release();
        assertThat(pool.drain(LONG)).isTrue();
        assertThat(recorder.count("completed")).isEqualTo(3);
    }

    @Test
    void closeLetsTheMessageAtHandFinishAndGivesBackTheRest() throws Exception {
        holdOneOfThree(pool, "hold");

        CompletableFuture<Void> closed = CompletableFuture.runAsync(pool::close);
        awaitNoneRunning();
        workshop.letGo.release();
        closed.get();

        assertThat(recorder.events()).containsExactly("started 0", "completed 0 hold -> HOLD", "crashed 0 [a, b]");
        assertThat(recorder.causes()).singleElement().satisfies(cause -> assertThat(cause)
                .isInstanceOf(CancellationException.class)
                .hasMessage("Cannot handle 2 more messages: pool 'words' was closed"));
        assertThat(pool.inFlight()).isZero();
        assertThat(workshop.closed).hasValue(1);
    }

    @Test
    void closeInterruptsAnActorThatDoesNotFinish() throws Exception {
        ActorPool<String, String> hasty = pool(SHORT, LONG);
        holdOneOfThree(hasty, "hold");

        hasty.close();

        assertThat(recorder.events()).containsExactly("started 0", "failed 0 hold", "crashed 0 [a, b]");
        assertThat(recorder.causes()).first().isInstanceOf(InterruptedException.class);
    }

    @Test
    void actorThatIgnoresTheInterruptIsLeftBehindAndReportsWhenItIsDone() throws Exception {
        ActorPool<String, String> hasty = pool(SHORT, SHORT.multipliedBy(2));
        holdOneOfThree(hasty, "deaf");

        hasty.close();

        assertThat(recorder.events()).containsExactly("started 0");
        workshop.letGo.release();
        recorder.await("completed 0 deaf").await("crashed 0 [a, b]");
    }

    @Test
    void closeInterruptsAnActorInTheMaking() throws Exception {
        ActorPool<String, String> hasty = pool(SHORT, LONG);
        workshop.slowToMake.set(1);
        hasty.resize(1);
        workshop.awaitHeld(1);

        hasty.close();

        assertThat(recorder.events()).containsExactly("crashed 0 []");
        assertThat(recorder.causes()).singleElement().isInstanceOf(InterruptedException.class);
    }

    @Test
    void actorThatIsMadeAfterTheCloseIsClosedWithoutWork() throws Exception {
        workshop.slowToMake.set(1);
        pool.resize(1);
        workshop.awaitHeld(1);

        CompletableFuture<Void> closed = CompletableFuture.runAsync(pool::close);
        while (pool.pending() > 0) {
            Thread.onSpinWait();
        }
        workshop.letGo.release();
        closed.get();

        assertThat(recorder.events()).containsExactly("started 0", "stopped 0");
        assertThat(workshop.closed).hasValue(1);
    }

    @Test
    void closeOfAPoolWithoutActorsReturnsAtOnce() {
        pool.close();
        pool.close();

        assertThat(pool.drain(Duration.ZERO)).isTrue();
        assertThat(recorder.events()).isEmpty();
    }

    @Test
    void closingTwiceChangesNothing() throws Exception {
        pool.resize(2);
        recorder.await("started", 2);

        pool.close();
        List<String> events = recorder.events();
        pool.close();

        assertThat(recorder.events()).isEqualTo(events);
        assertThat(recorder.count("stopped")).isEqualTo(2);
    }

    @Test
    void closeEndsADrainInVain() throws Exception {
        ActorPool<String, String> hasty = pool(SHORT, LONG);
        holdOneOfThree(hasty, "hold");
        hasty.drain(SHORT);

        hasty.close();

        assertThat(recorder.events()).endsWith("failed 0 hold", "crashed 0 [a, b]");
    }

    @Test
    void closedPoolTakesNothingAndStartsNothing() {
        pool.close();

        pool.resize(3);

        assertThat(pool.offer("late")).isFalse();
        assertThat(pool.pending()).isZero();
        assertThat(workshop.made).hasValue(0);
    }

    @Test
    void closeFromAListenerDoesNotWaitForItsOwnActor() throws Exception {
        onCompleted = pool::close;
        pool.resize(1);
        recorder.await("started 0");

        pool.offer("last");
        recorder.await("stopped 0");

        assertThat(recorder.events()).containsExactly("started 0", "completed 0 last -> LAST", "stopped 0");
    }

    @Test
    void closeFromAListenerStillInterruptsTheOthers() throws Exception {
        ActorPool<String, String> hasty = pool(SHORT, LONG);
        onCompleted = hasty::close;
        hasty.resize(2);
        recorder.await("started", 2);
        hasty.offer("hold");
        workshop.awaitHeld(1);

        hasty.offer("last");

        recorder.await("failed 0 hold").await("stopped", 2);
    }

    @Test
    void drainFromAListenerDoesNotWaitForItsOwnActor() throws Exception {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        onCompleted = () -> answer.complete(pool.drain(LONG));
        pool.resize(1);
        recorder.await("started 0");

        pool.offer("last");

        assertThat(answer.get()).isFalse();
        recorder.await("stopped 0");
    }

    @Test
    void interruptedCloserHurriesTheActorsAndStaysInterrupted() throws Exception {
        holdOneOfThree(pool, "hold");

        Thread.currentThread().interrupt();
        pool.close();

        assertThat(Thread.interrupted()).isTrue();
        recorder.await("failed 0 hold").await("crashed 0 [a, b]");
    }

    @Test
    void crashWhileClosingIsReportedAndNotReplaced() throws Exception {
        pool.resize(1);
        recorder.await("started 0");
        pool.offer("hold");
        workshop.awaitHeld(1);
        pool.offer("die");

        CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(() -> pool.drain(LONG));
        awaitNoneRunning();
        workshop.letGo.release();

        assertThat(drained.get()).isTrue();
        assertThat(recorder.events()).endsWith("completed 0 hold -> HOLD", "crashed 0 [die]");
        assertThat(recorder.count("exhausted")).isZero();
    }
}
