// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Bytes of a file that were given to its store. */
@Name("pelton.FileWrite")
@Label("File Write")
@Category("Pelton")
@StackTrace(false)
public final class FileWriteEvent extends Event {
    @Label("Path")
    String path = "";

    @Label("Bytes")
    @DataAmount
    long bytes;

    @Label("Durable")
    @Description("Whether this was the file's end, which waits until all of it is safe")
    boolean durable;

    /** One that begins now. */
    public static FileWriteEvent begun() {
        FileWriteEvent event = new FileWriteEvent();
        event.begin();
        return event;
    }

    /** Says that the store has taken the bytes. */
    public void ended(String to, long count, boolean last) {
        end();
        if (shouldCommit()) {
            path = to;
            bytes = count;
            durable = last;
            commit();
        }
    }
}
