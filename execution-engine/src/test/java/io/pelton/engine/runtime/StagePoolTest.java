// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.engine.events.BatchEvent;
import io.pelton.engine.events.StagePlace;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StagePoolTest {
    private final Loop loop = new Loop();
    private final CountDownLatch work = new CountDownLatch(1);
    private final StagePool pool = new StagePool(
            0,
            "test",
            n -> new StagePool.StageActor(null, ActorEvents.begin(new StagePlace("run", 0))),
            loop,
            Duration.ofSeconds(30));

    @AfterEach
    void close() {
        work.countDown();
        pool.close();
    }

    @Test
    void anActorThatIsWantedBackBeforeItHasLeftCountsAgain() {
        pool.resize(2);
        loop.runUntilActorsAre(2);
        pool.submit(new Blocked());
        pool.submit(new Blocked());

        pool.resize(1);
        loop.runUntilActorsAre(1);
        pool.resize(2);

        loop.runUntilActorsAre(2);
        assertThat(pool.running()).isEqualTo(2);
    }

    /** Work that keeps its actor until the test ends. */
    private final class Blocked implements Work {
        @Override
        public Answer perform(@Nullable Steps steps, @Nullable BatchEvent event) throws Exception {
            work.await();
            return (busy, now) -> {};
        }

        @Override
        public void failed(Throwable cause, long nowNanos) {}
    }

    private static final class Loop implements StagePool.Events {
        private static final long PATIENCE_NANOS = 10_000_000_000L;

        private final EventLoop events = new EventLoop(() -> {});
        private int actors = -1;

        void runUntilActorsAre(int wanted) {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (actors != wanted) {
                assertThat(System.nanoTime()).as("still %s actors", actors).isLessThan(deadline);
                if (events.run(1) == 0) {
                    events.await(PATIENCE_NANOS / 100);
                }
            }
        }

        @Override
        public void post(Runnable event) {
            events.post(event);
        }

        @Override
        public void answer(Runnable event) {
            events.post(event);
        }

        @Override
        public long now() {
            return System.nanoTime();
        }

        @Override
        public void actors(int stage, int running) {
            actors = running;
        }

        @Override
        public void fatal(Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public boolean ending() {
            return false;
        }
    }
}
