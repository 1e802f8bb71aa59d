// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Bytes of a file that were fetched from its store. */
@Name("pelton.FileRead")
@Label("File Read")
@Category("Pelton")
@StackTrace(false)
public final class FileReadEvent extends Event {
    @Label("Path")
    String path = "";

    @Label("Position")
    @DataAmount
    long position;

    @Label("Bytes")
    @DataAmount
    long bytes;

    /** One that begins now. */
    public static FileReadEvent begun() {
        FileReadEvent event = new FileReadEvent();
        event.begin();
        return event;
    }

    /** Says that the bytes have come. */
    public void ended(String from, long at, long count) {
        end();
        if (shouldCommit()) {
            path = from;
            position = at;
            bytes = count;
            commit();
        }
    }
}
