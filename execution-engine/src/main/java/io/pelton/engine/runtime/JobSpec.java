// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.JobOptions;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.plan.Planned;
import io.pelton.engine.schedule.SchedulerSettings;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Everything that a run of a job is made of.
 *
 * @param planned its plans
 * @param options how the user wants it run
 * @param limits what the machine gives
 * @param catalog the parts of its input
 * @param store where files are
 * @param ids gives tokens that nobody else has
 * @param cores the cores to plan for
 * @param settings the numbers that its scheduler is held to
 * @param patience how long the end of a run waits for what hangs before it leaves it behind
 */
record JobSpec(
        Planned planned,
        JobOptions options,
        MachineLimits limits,
        InputCatalog catalog,
        FileStore store,
        Supplier<String> ids,
        int cores,
        SchedulerSettings settings,
        Duration patience) {}
