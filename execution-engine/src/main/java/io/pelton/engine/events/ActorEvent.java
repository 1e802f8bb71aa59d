// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The life of one actor, told by its own thread. */
@Name("pelton.Actor")
@Label("Actor")
@Category("Pelton")
@StackTrace(false)
public final class ActorEvent extends Event {
    @Label("Run")
    String run = "";

    @Label("Stage")
    int stage;

    @Label("Opening")
    @Description("Until it could take work, such as the time to load a model")
    @Timespan
    long opening;

    @Label("CPU Time")
    @Timespan
    long cpu;

    private transient long began;

    /** Says that the actor is about to be made. */
    public void began() {
        begin();
        began = System.nanoTime();
    }

    /** Says that it can take work. */
    public void opened() {
        opening = System.nanoTime() - began;
    }

    /** Says that it takes no more. */
    public void ended(StagePlace place) {
        end();
        if (shouldCommit()) {
            run = place.run();
            stage = place.stage();
            cpu = cpuNanos();
            commit();
        }
    }

    private static long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? Math.max(0, threads.getCurrentThreadCpuTime()) : 0;
    }
}
