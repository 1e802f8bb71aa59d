// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An actor's wait for its next batch. The waits of its stage at the time say what for. */
@Name("pelton.ActorWait")
@Label("Actor Wait")
@Category("Pelton")
@StackTrace(false)
public final class ActorWaitEvent extends Event {
    @Label("Run")
    String run = "";

    @Label("Stage")
    int stage;

    /** Says that the wait has ended. */
    public void ended(StagePlace place) {
        end();
        if (shouldCommit()) {
            run = place.run();
            stage = place.stage();
            commit();
        }
    }
}
