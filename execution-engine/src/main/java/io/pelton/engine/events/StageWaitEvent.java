// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A time in which a stage had an actor free, or none at all, and started nothing. */
@Name("pelton.StageWait")
@Label("Stage Wait")
@Category("Pelton")
@StackTrace(false)
public final class StageWaitEvent extends Event {
    @Label("Run")
    String run = "";

    @Label("Stage")
    int stage;

    @Label("Reason")
    @Description(
            "INPUT: no rows; ROOM: what it would give had no room; LOG: rows are held until the input is listed and the log"
                    + " is open; ACTOR: no actor runs; END: nothing is left for it")
    String reason = "";

    /** Says that the wait has ended. */
    public void ended(StagePlace place, String why) {
        end();
        if (shouldCommit()) {
            run = place.run();
            stage = place.stage();
            reason = why;
            commit();
        }
    }
}
