// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.engine.io.InMemoryFileStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JobRunTest {
    @Test
    @Timeout(60)
    void aLoopThatDiesFreesWhatIsOnItsWay() {
        JobSpec spec = TestSpecs.of(
                Dataset.range(1L << 40)
                        .mapBatches(
                                context -> batch -> {
                                    Thread.sleep(20);
                                    return batch.slice(0, batch.rowCount());
                                },
                                Compute.tasks(2).withBatchRows(50))
                        .plan(),
                new InMemoryFileStore(),
                Duration.ofSeconds(30));
        ConsumerStream stream = new ConsumerStream(spec.planned().graph().root().outputSchema(), () -> {});
        JobRun run = JobRun.iterating(spec, stream);

        assertThatThrownBy(() -> run.loop(r -> {
                    throw new IllegalStateException("tick");
                }))
                .hasMessage("tick");

        stream.close();
        assertThat(run.scheduler().peakBytes()).isPositive();
        assertThat(run.scheduler().heldBytes()).isZero();
        assertThat(run.allocators().leaks()).isEmpty();
        run.allocators().close();
    }
}
