// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.JobOptions;
import io.pelton.dataset.plan.LogicalPlan;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.plan.Planned;
import io.pelton.engine.plan.Planner;
import io.pelton.engine.schedule.SchedulerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** What runs are made of, for two cores and a megabyte. */
final class TestSpecs {
    private TestSpecs() {}

    static JobSpec of(LogicalPlan plan, FileStore store, Duration patience) {
        Planned planned = Planner.plan(plan, 2);
        return new JobSpec(
                planned,
                JobOptions.defaults(),
                new MachineLimits(2, 1L << 30, Path.of(System.getProperty("java.io.tmpdir"))),
                new InputCatalog(planned.graph().stages(), scan -> (ReadableSource) scan.source()),
                store,
                () -> UUID.randomUUID().toString(),
                2,
                SchedulerSettings.of(1 << 20, 2),
                patience);
    }
}
