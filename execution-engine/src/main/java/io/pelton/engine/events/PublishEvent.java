// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The output of a job, made visible. */
@Name("pelton.Publish")
@Label("Publish")
@Category("Pelton")
@StackTrace(false)
public final class PublishEvent extends Event {
    @Label("Run")
    String run = "";

    @Label("Files")
    int files;

    /** One that begins now. */
    public static PublishEvent begun() {
        PublishEvent event = new PublishEvent();
        event.begin();
        return event;
    }

    /** Says that all files are where readers look. */
    public void ended(String ofRun, int count) {
        end();
        if (shouldCommit()) {
            run = ofRun;
            files = count;
            commit();
        }
    }
}
