// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Splits that were recorded in the log, together. */
@Name("pelton.Commit")
@Label("Commit")
@Category("Pelton")
@StackTrace(false)
public final class CommitEvent extends Event {
    @Label("Run")
    String run = "";

    @Label("First Split")
    @Description("The attempt that wrote it")
    String split = "";

    @Label("Splits")
    int splits;

    @Label("Rows")
    long rows;

    @Label("Files")
    int files;

    @Label("Bytes")
    @DataAmount
    long bytes;

    /** One that begins now. */
    public static CommitEvent begun() {
        CommitEvent event = new CommitEvent();
        event.begin();
        return event;
    }

    /** Says that it has ended, and whether it is to be told. */
    public boolean isWanted() {
        end();
        return shouldCommit();
    }

    /** Says what is in the log now. To be called if it {@link #isWanted}. */
    public void tell(String ofRun, String first, int count, int newFiles, long newRows, long newBytes) {
        run = ofRun;
        split = first;
        splits = count;
        files = newFiles;
        rows = newRows;
        bytes = newBytes;
        commit();
    }
}
