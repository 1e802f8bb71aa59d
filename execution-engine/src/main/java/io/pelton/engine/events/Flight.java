// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import jdk.jfr.FlightRecorder;

/**
 * Whether there is a flight recorder. The first event that is made has the JVM read the annotations of all event types and
 * write classes for them, which takes a tenth of the start of a small job; so none is made before somebody records.
 *
 * <p><b>Threads.</b> Safe for all.
 */
public final class Flight {
    private Flight() {}

    /** Whether anything records or has recorded in this JVM. */
    public static boolean isOn() {
        return FlightRecorder.isInitialized();
    }
}
