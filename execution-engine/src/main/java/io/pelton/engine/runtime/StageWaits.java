// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.engine.events.Flight;
import io.pelton.engine.events.StagePlace;
import io.pelton.engine.events.StageWaitEvent;
import io.pelton.engine.schedule.Scheduler;
import io.pelton.engine.schedule.Wait;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the flight recorder why stages stand still, whenever that changes.
 *
 * <p><b>Threads.</b> The loop's.
 */
final class StageWaits {
    private final Scheduler<?> scheduler;
    private final List<Stand> stages = new ArrayList<>();
    private @Nullable StageWaitEvent probe;

    private static final class Stand {
        private final StagePlace place;
        private Wait why = Wait.NONE;
        private @Nullable StageWaitEvent event;

        private Stand(StagePlace place) {
            this.place = place;
        }

        private void is(Wait now) {
            if (now == why) {
                return;
            }
            if (event != null) {
                event.ended(place, why.name());
                event = null;
            }
            why = now;
            if (now != Wait.NONE) {
                event = new StageWaitEvent();
                event.begin();
            }
        }
    }

    StageWaits(String run, int stages, Scheduler<?> scheduler) {
        this.scheduler = scheduler;
        for (int stage = 0; stage < stages; stage++) {
            this.stages.add(new Stand(new StagePlace(run, stage)));
        }
    }

    /** Looks at every stage, if anybody records. */
    void look() {
        if (probe == null && Flight.isOn()) {
            probe = new StageWaitEvent();
        }
        if (probe != null && probe.isEnabled()) {
            for (Stand stage : stages) {
                stage.is(scheduler.waiting(stage.place.stage()));
            }
        }
    }

    /** No stage waits any longer: the run is over. */
    void end() {
        stages.forEach(stage -> stage.is(Wait.NONE));
    }
}
