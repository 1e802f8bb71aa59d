// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import org.jspecify.annotations.Nullable;

/**
 * How a job stands.
 *
 * @param kind whether it runs or how it ended
 * @param failure why it failed, if it did
 */
public record Outcome(Kind kind, @Nullable Throwable failure) {
    /** The states of a job. */
    public enum Kind {
        /** There is work, or there may be. */
        RUNNING,
        /** Asked to stop: finishing what is nearly done. */
        STOPPING,
        /** Something failed: waiting for what is under way, so that nothing leaks and written work is kept. */
        FAILING,
        /** All rows are read, and written and published if the job writes. */
        DONE
    }
}
