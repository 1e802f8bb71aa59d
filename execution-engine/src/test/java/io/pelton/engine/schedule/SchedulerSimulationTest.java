// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SchedulerSimulationTest {
    /** {@code -Dpelton.simulation.seeds=N} runs more, {@code -Dpelton.simulation.from=S} starts elsewhere. */
    private static final long SEEDS = Long.getLong("pelton.simulation.seeds", 10_000);

    private static final long FROM = Long.getLong("pelton.simulation.from", 0);

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void everyRowLeavesOnceWithinTheBudgetWhateverTheSpeedsAndFailures() {
        LongAdder largeTasks = new LongAdder();
        LongAdder earlyReads = new LongAdder();
        LongAdder heldWaits = new LongAdder();
        LongAdder foundSplits = new LongAdder();
        LongAdder takeovers = new LongAdder();
        LongAdder lateTakeovers = new LongAdder();
        long steps = LongStream.range(FROM, FROM + SEEDS)
                .parallel()
                .map(seed -> {
                    SchedulerSimulation simulation = new SchedulerSimulation(seed);
                    try {
                        simulation.runToTheEnd();
                    } catch (RuntimeException e) {
                        throw new AssertionError("Seed " + seed, e);
                    }
                    largeTasks.add(simulation.largeTasks);
                    earlyReads.add(simulation.earlyReads);
                    heldWaits.add(simulation.heldWaits);
                    foundSplits.add(simulation.foundSplits);
                    takeovers.add(simulation.takeovers);
                    lateTakeovers.add(simulation.lateTakeovers);
                    return simulation.steps;
                })
                .sum();

        assertThat(steps).as("events of all seeds").isGreaterThan(SEEDS * 10);
        assertThat(largeTasks.sum()).as("tasks of several batches").isGreaterThan(SEEDS / 10);
        assertThat(earlyReads.sum()).as("reads before all parts were listed").isGreaterThan(SEEDS / 10);
        assertThat(foundSplits.sum()).as("splits of others in the log").isGreaterThan(SEEDS / 10);
        assertThat(takeovers.sum()).as("runs taken over").isGreaterThan(SEEDS / 100);
        assertThat(lateTakeovers.sum())
                .as("runs taken over before they had a log")
                .isGreaterThan(SEEDS / 1_000);
        assertThat(heldWaits.sum())
                .as("moments at which rows waited for the log")
                .isGreaterThan(SEEDS / 10);
    }
}
