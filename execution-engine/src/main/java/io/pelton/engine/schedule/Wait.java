// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

/** Why a stage starts nothing more at a moment. */
public enum Wait {
    /** It does not wait: all its actors have work. */
    NONE,
    /** No rows are there for it, or too few. */
    INPUT,
    /** What it would give has no room, in bytes or in the queue of the next stage. */
    ROOM,
    /** Rows are there to be written, and are held until the log is open: the input is still being listed. */
    LOG,
    /** Rows are there, and no actor runs. */
    ACTOR,
    /** Nothing is left, or will come, that another of its actors could do. */
    END
}
