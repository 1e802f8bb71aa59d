// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ActorPoolTest {
    @Test
    void everyMessageIsAnsweredOnce() {
        Set<Integer> answers = ConcurrentHashMap.newKeySet();
        PoolListener<Integer, Integer> listener = new PoolListener<>() {
            @Override
            public void started(int replica) {}

            @Override
            public void completed(int replica, Integer message, Integer result, long busyNanos) {
                answers.add(result);
            }

            @Override
            public void failed(int replica, Integer message, Throwable cause, long busyNanos) {}

            @Override
            public void crashed(int replica, Throwable cause, List<Integer> lost) {}

            @Override
            public void stopped(int replica) {}

            @Override
            public void exhausted(Throwable cause) {}
        };
        try (ActorPool<Integer, Integer> pool = ActorPool.create(
                PoolSettings.of("doubling", 4), replica -> message -> message * 2, listener, Thread::new)) {
            pool.resize(2);
            for (int i = 0; i < 10_000; i++) {
                while (!pool.offer(i)) {
                    Thread.yield();
                }
            }

            assertThat(pool.drain(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(answers).hasSize(10_000);
    }
}
