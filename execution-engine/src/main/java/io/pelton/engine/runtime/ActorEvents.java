// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.engine.events.ActorEvent;
import io.pelton.engine.events.ActorWaitEvent;
import io.pelton.engine.events.BatchEvent;
import io.pelton.engine.events.StagePlace;
import org.jspecify.annotations.Nullable;

/**
 * Tells the flight recorder how one actor spends its life: opening, at work, waiting.
 *
 * <p><b>Threads.</b> The actor's.
 */
final class ActorEvents {
    private final StagePlace place;
    private final ActorEvent life = new ActorEvent();
    private @Nullable ActorWaitEvent wait;

    private ActorEvents(StagePlace place) {
        this.place = place;
    }

    /** For an actor that is about to be opened. */
    static ActorEvents begin(StagePlace place) {
        ActorEvents events = new ActorEvents(place);
        events.life.began();
        return events;
    }

    void opened() {
        life.opened();
        waits();
    }

    Work.Answer perform(Work work, @Nullable Steps steps) throws Exception {
        BatchEvent batch = new BatchEvent();
        if (!batch.isEnabled()) {
            return work.perform(steps, batch);
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
        ActorWaitEvent next = new ActorWaitEvent();
        if (next.isEnabled()) {
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
        life.ended(place);
    }
}
