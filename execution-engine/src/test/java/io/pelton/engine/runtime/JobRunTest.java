// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.Compute;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.JobOptions;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.engine.io.InMemoryFileStore;
import io.pelton.engine.plan.Planned;
import io.pelton.engine.plan.Planner;
import io.pelton.engine.schedule.SchedulerSettings;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JobRunTest {
    @Test
    @Timeout(60)
    void aLoopThatDiesFreesWhatIsOnItsWay() {
        Planned planned = Planner.plan(
                Dataset.range(1L << 40)
                        .mapBatches(
                                context -> batch -> {
                                    Thread.sleep(20);
                                    return batch.slice(0, batch.rowCount());
                                },
                                Compute.tasks(2).withBatchRows(50))
                        .plan(),
                2);
        InputCatalog catalog = new InputCatalog(planned.graph().stages(), scan -> (ReadableSource) scan.source());
        MachineLimits limits = new MachineLimits(2, 1L << 30, Path.of(System.getProperty("java.io.tmpdir")));
        JobSpec spec = new JobSpec(
                planned,
                JobOptions.defaults(),
                limits,
                catalog,
                new InMemoryFileStore(),
                () -> UUID.randomUUID().toString(),
                2,
                SchedulerSettings.of(1 << 20, 2));
        ConsumerStream stream = new ConsumerStream(planned.graph().root().outputSchema(), () -> {});
        JobRun run = JobRun.iterating(spec, stream);

        assertThatThrownBy(() -> run.loop(r -> {
                    throw new IllegalStateException("tick");
                }))
                .hasMessage("tick");

        stream.close();
        run.sweep();
        assertThat(run.scheduler().peakBytes()).isPositive();
        assertThat(run.scheduler().heldBytes()).isZero();
        assertThat(run.allocators().leaks()).isEmpty();
        run.allocators().close();
    }
}
