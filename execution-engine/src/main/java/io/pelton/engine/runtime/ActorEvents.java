// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.engine.events.ActorEvent;
import io.pelton.engine.events.ActorWaitEvent;
import io.pelton.engine.events.BatchEvent;
import io.pelton.engine.events.Flight;
import io.pelton.engine.events.StagePlace;
import org.jspecify.annotations.Nullable;

/**
 * Tells the flight recorder how one actor spends its life: opening, at work, waiting.
 *
 * <p><b>Threads.</b> The actor's.
 */
final class ActorEvents {
    private final StagePlace place;
    private final @Nullable ActorEvent life = Flight.isOn() ? new ActorEvent() : null;
    private @Nullable ActorWaitEvent wait;

    private ActorEvents(StagePlace place) {
        this.place = place;
    }

    /** For an actor that is about to be opened. */
    static ActorEvents begin(StagePlace place) {
        ActorEvents events = new ActorEvents(place);
        if (events.life != null) {
            events.life.began();
        }
        return events;
    }

    void opened() {
        if (life != null) {
            life.opened();
        }
        waits();
    }

    Work.Answer perform(Work work, @Nullable Steps steps) throws Exception {
        BatchEvent batch = Flight.isOn() ? new BatchEvent() : null;
        if (batch == null || !batch.isEnabled()) {
            return work.perform(steps, null);
        }
        waited();
        batch.begin();
        try {
            return work.perform(steps, batch);
        } finally {
            batch.ended(place);
            waits();
        }
    }

    private void waits() {
        ActorWaitEvent next = Flight.isOn() ? new ActorWaitEvent() : null;
        if (next != null && next.isEnabled()) {
            next.begin();
            wait = next;
        }
    }

    private void waited() {
        ActorWaitEvent last = wait;
        if (last != null) {
            last.ended(place);
            wait = null;
        }
    }

    /** The actor is about to be closed. */
    void ended() {
        waited();
        if (life != null) {
            life.ended(place);
        }
    }
}
