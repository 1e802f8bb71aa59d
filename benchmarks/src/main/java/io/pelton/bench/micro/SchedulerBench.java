// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.micro;

import io.pelton.engine.schedule.InputPart;
import io.pelton.engine.schedule.Scheduler;
import io.pelton.engine.schedule.SchedulerInput;
import io.pelton.engine.schedule.SchedulerSettings;
import io.pelton.engine.schedule.StageSpec;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The exchange: the scheduler's turns that bring a batch from a reader over two edges, through one stage, to a consumer. All
 * work is done in no time, so that nothing else is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class SchedulerBench {
    private static final int BATCHES = 20_000;
    private static final int BATCH_ROWS = 1024;
    private static final long BUDGET_BYTES = 64L << 20;

    /** Runs a whole job of so many batches. */
    @Benchmark
    @OperationsPerInvocation(BATCHES)
    public long batch() {
        InstantWork work = new InstantWork((long) BATCHES * BATCH_ROWS);
        Scheduler<String> scheduler = new Scheduler<>(
                new SchedulerInput(
                        List.of(
                                stage(0, StageSpec.Role.LEAF),
                                stage(1, StageSpec.Role.MIDDLE),
                                stage(2, StageSpec.Role.CONSUMER)),
                        List.of(new InputPart(0)),
                        Set.of(),
                        List.of(),
                        Map.of()),
                SchedulerSettings.of(BUDGET_BYTES, 2),
                work,
                0);
        work.drive(scheduler);
        return work.consumedRows();
    }

    private static StageSpec stage(int id, StageSpec.Role role) {
        boolean last = role == StageSpec.Role.CONSUMER;
        return new StageSpec(
                id,
                role,
                last ? OptionalInt.empty() : OptionalInt.of(id + 1),
                BATCH_ROWS,
                true,
                BATCH_ROWS,
                last ? 0 : 1,
                1,
                last ? 0 : 1,
                2,
                8,
                false,
                OptionalLong.empty());
    }
}
