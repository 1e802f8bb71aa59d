// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A stage is to have more actors or fewer. */
@Name("pelton.Scale")
@Label("Scaling")
@Category("Pelton")
@StackTrace(false)
public final class ScaleEvent extends Event {
    @Label("Run")
    String run = "";

    @Label("Stage")
    int stage;

    @Label("From")
    @Description("Actors that ran or were being started")
    int from;

    @Label("To")
    int to;

    @Label("Reason")
    @Description("What was seen of all stages, which it calls by their numbers")
    String reason = "";

    /** Tells of a decision. */
    public static void tell(StagePlace place, int from, int to, String reason) {
        ScaleEvent event = new ScaleEvent();
        if (event.shouldCommit()) {
            event.run = place.run();
            event.stage = place.stage();
            event.from = from;
            event.to = to;
            event.reason = reason;
            event.commit();
        }
    }
}
