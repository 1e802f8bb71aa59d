// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What an actor did with one message: a batch that it read, worked on or wrote. */
@Name("pelton.Batch")
@Label("Batch")
@Category("Pelton")
@StackTrace(false)
public final class BatchEvent extends Event {
    @Label("Run")
    String run = "";

    @Label("Stage")
    int stage;

    @Label("Work")
    @Description("read, compute, write, finish or abandon")
    String work = "";

    @Label("Rows")
    @Description("Rows taken")
    long rows;

    @Label("Bytes")
    @Description("Bytes given, or taken by a sink")
    @DataAmount
    long bytes;

    /** Says what is done, as far as it is known. */
    public void of(String newWork, long newRows, long newBytes) {
        work = newWork;
        rows = newRows;
        bytes = newBytes;
    }

    /** Says that it is done. */
    public void ended(StagePlace place) {
        end();
        if (shouldCommit()) {
            run = place.run();
            stage = place.stage();
            commit();
        }
    }
}
