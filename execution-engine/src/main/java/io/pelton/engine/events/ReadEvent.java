// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A batch that was taken from a source: fetched and decoded. */
@Name("pelton.Read")
@Label("Read")
@Category("Pelton")
@StackTrace(false)
public final class ReadEvent extends Event {
    @Label("Run")
    String run = "";

    @Label("Stage")
    int stage;

    @Label("Part")
    String part = "";

    @Label("Rows")
    long rows;

    @Label("Bytes")
    @DataAmount
    long bytes;

    /** One that begins now. */
    public static ReadEvent begun() {
        ReadEvent event = new ReadEvent();
        event.begin();
        return event;
    }

    /** Says that it has ended, and whether it is to be told. */
    public boolean isWanted() {
        end();
        return shouldCommit();
    }

    /** Says what was read; without rows, the end of a part or a failure. To be called if it {@link #isWanted}. */
    public void tell(StagePlace place, String from, long newRows, long newBytes) {
        run = place.run();
        stage = place.stage();
        part = from;
        rows = newRows;
        bytes = newBytes;
        commit();
    }
}
