// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A stage of a run, told once when the run begins. */
@Name("pelton.Stage")
@Label("Stage")
@Category("Pelton")
@StackTrace(false)
public final class StageEvent extends Event {
    @Label("Run")
    String run = "";

    @Label("Stage")
    int stage;

    @Label("Name")
    String name = "";

    @Label("Role")
    String role = "";

    @Label("Most Actors")
    int mostActors;

    /**
     * Tells of a stage.
     *
     * @param role {@code read}, {@code compute} or {@code write}
     */
    public static void tell(StagePlace place, String name, String role, int mostActors) {
        StageEvent event = new StageEvent();
        if (event.shouldCommit()) {
            event.run = place.run();
            event.stage = place.stage();
            event.name = name;
            event.role = role;
            event.mostActors = mostActors;
            event.commit();
        }
    }
}
