// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RecordBatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConsumerStreamTest {
    private final AtomicInteger stops = new AtomicInteger();
    private final ConsumerStream stream = new ConsumerStream(new Schema(List.of()), this::stop);

    private void stop() {
        stops.incrementAndGet();
        stream.end(null);
    }

    @Test
    void whoeverWaitsForABatchHearsThatTheStreamWasClosed() throws Exception {
        for (int i = 0; i < 200; i++) {
            ConsumerStream closing = new ConsumerStream(new Schema(List.of()), () -> {});
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> closing.next());
            closing.end(null);

            closing.close();

            try {
                waiting.join();
            } catch (CompletionException e) {
                assertThat(e).hasRootCauseInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void aSecondCloseDoesNothing() {
        stream.close();
        stream.close();

        assertThat(stops).hasValue(1);
        assertThatThrownBy(stream::next).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBatchThatComesAfterTheCloseIsFreedAndCountsAsTaken() {
        AtomicInteger taken = new AtomicInteger();
        stream.close();

        stream.add(RecordBatch.of(List.of(), 3), taken::incrementAndGet);

        assertThat(taken).hasValue(1);
    }

    @Test
    void theEndAndTheFailureAreSaidAsOftenAsAsked() {
        stream.end(PeltonException.user("no"));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(stream::next).isInstanceOf(PeltonException.class).hasMessage("no");
        }
    }
}
