// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedResourcesTest {
    private final SharedResources resources = new SharedResources();
    private final AtomicInteger closed = new AtomicInteger();

    private AutoCloseable resource() {
        return closed::incrementAndGet;
    }

    @Test
    void theLastHolderClosesIt() throws Exception {
        AutoCloseable first = resources.acquire("k", this::resource);

        assertThat(resources.acquire("k", this::resource)).isSameAs(first);

        resources.release("k");
        assertThat(closed).hasValue(0);
        resources.release("k");
        assertThat(closed).hasValue(1);
    }

    @Test
    void aFailedMakingIsTriedAgainByTheNext() throws Exception {
        assertThatThrownBy(() -> resources.acquire("k", () -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        resources.acquire("k", this::resource);
        resources.release("k");

        assertThat(closed).hasValue(1);
    }

    @Test
    void whoeverWasInterruptedWhileWaitingHoldsNothing() throws Exception {
        CountDownLatch making = new CountDownLatch(1);
        CountDownLatch made = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<AutoCloseable> maker = threads.submit(() -> resources.acquire("k", () -> {
                making.countDown();
                made.await();
                return resource();
            }));
            making.await();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> resources.acquire("k", this::resource)).isInstanceOf(InterruptedException.class);
            made.countDown();
            maker.get();

            resources.release("k");

            assertThat(closed).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
