// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.engine.events.Flight;
import io.pelton.engine.events.JobEvent;
import io.pelton.engine.events.StageEvent;
import io.pelton.engine.events.StagePlace;
import io.pelton.engine.plan.Planned;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.Scheduler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the flight recorder of one run as a whole: its stages, why they stand still, its end.
 *
 * <p><b>Threads.</b> The loop's.
 */
final class RunEvents {
    private final String run;
    private final Supplier<String> job;
    private final Planned planned;
    private final int cores;
    private final Scheduler<?> scheduler;
    private final StageWaits waits;
    private final @Nullable JobEvent event = Flight.isOn() ? new JobEvent() : null;

    /**
     * Makes events that are not told yet.
     *
     * @param run a name that no other run has
     * @param job gives the job's identity, or nothing if it has none; asked at the end
     */
    RunEvents(String run, Supplier<String> job, Planned planned, int cores, Scheduler<?> scheduler) {
        this.run = run;
        this.job = job;
        this.planned = planned;
        this.cores = cores;
        this.scheduler = scheduler;
        this.waits = new StageWaits(run, planned.graph().stages().size(), scheduler);
    }

    void begin() {
        if (event == null) {
            return;
        }
        event.began();
        for (Stage stage : planned.graph().stages()) {
            StageEvent.tell(
                    new StagePlace(run, stage.id()),
                    stage.name(),
                    stage.sink().isPresent() ? "write" : stage.scan().isPresent() ? "read" : "compute",
                    stage.compute().maxActors());
        }
    }

    /** The scheduler has started what it could. */
    void turned() {
        waits.look();
    }

    /** All work has ended; threads may still be on their way out. */
    void stopped() {
        waits.end();
    }

    /** All threads have ended. */
    void end() {
        if (event != null) {
            event.ended(
                    run,
                    job.get(),
                    RunningJob.describe(planned),
                    cores,
                    scheduler.outcome().kind().name());
        }
    }
}
