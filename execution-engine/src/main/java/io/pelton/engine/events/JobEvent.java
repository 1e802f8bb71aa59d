// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One run of a job, from the first command of its loop to the end of its last thread. */
@Name("pelton.Job")
@Label("Job")
@Category("Pelton")
@StackTrace(false)
public final class JobEvent extends Event {
    @Label("Run")
    String run = "";

    @Label("Job")
    @Description("Equal for every run of the same job; empty for one whose rows are iterated")
    String job = "";

    @Label("Description")
    String description = "";

    @Label("Outcome")
    String outcome = "";

    @Label("Cores")
    int cores;

    @Label("Start-up")
    @Description("From the start of the process to that of the job")
    @Timespan(Timespan.MILLISECONDS)
    long startUp;

    @Label("CPU Time")
    @Description("Of the process while the job ran")
    @Timespan
    long cpu;

    @Label("Compilation Time")
    @Description("Of the JVM's compilers while the job ran")
    @Timespan(Timespan.MILLISECONDS)
    long compilation;

    private transient boolean measured;

    /** Says that the run begins. */
    public void began() {
        begin();
        if (isEnabled()) {
            measured = true;
            startUp = ManagementFactory.getRuntimeMXBean().getUptime();
            cpu = -cpuNanos();
            compilation = -compilationMillis();
        }
    }

    /**
     * Says that the run has ended.
     *
     * @param outcome how
     */
    public void ended(String run, String job, String description, int cores, String outcome) {
        end();
        if (shouldCommit()) {
            this.run = run;
            this.job = job;
            this.description = description;
            this.cores = cores;
            this.outcome = outcome;
            cpu = measured ? cpu + cpuNanos() : 0;
            compilation = measured ? compilation + compilationMillis() : 0;
            commit();
        }
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    private static long compilationMillis() {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        return compilers != null && compilers.isCompilationTimeMonitoringSupported()
                ? compilers.getTotalCompilationTime()
                : 0;
    }
}
