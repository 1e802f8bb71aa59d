// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.JobProgress;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.StageSpec;
import io.pelton.engine.schedule.StageStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Between the plan's stages, the scheduler's and what users are shown. */
final class StageSpecs {
    private static final int SINK_ROWS = 64 * 1024;
    /** Enough to make handing over cheap; few enough to pass on soon. */
    private static final int TASK_ROWS = 16 * 1024;

    private StageSpecs() {}

    static List<StageSpec> of(List<Stage> plan, boolean consumed) {
        List<StageSpec> specs = new ArrayList<>();
        for (Stage stage : plan) {
            specs.add(of(stage, consumed ? plan.size() : -1));
        }
        if (consumed) {
            specs.add(new StageSpec(
                    plan.size(),
                    StageSpec.Role.CONSUMER,
                    OptionalInt.empty(),
                    SINK_ROWS,
                    false,
                    SINK_ROWS,
                    0,
                    1,
                    0,
                    1,
                    1,
                    false,
                    OptionalLong.empty()));
        }
        return specs;
    }

    private static StageSpec of(Stage stage, int consumer) {
        boolean sink = stage.sink().isPresent();
        OptionalInt downstream =
                stage.downstream().isEmpty() && consumer >= 0 ? OptionalInt.of(consumer) : stage.downstream();
        return new StageSpec(
                stage.id(),
                sink ? StageSpec.Role.SINK : stage.scan().isPresent() ? StageSpec.Role.LEAF : StageSpec.Role.MIDDLE,
                downstream,
                sink ? SINK_ROWS : stage.batchRows(),
                stage.compute().batchRows() > 0,
                sink ? SINK_ROWS : Math.max(stage.batchRows(), TASK_ROWS),
                // Readers and writers are only threads; without one, splits could be neither begun nor finished.
                sink || stage.scan().isPresent()
                        ? Math.max(1, stage.compute().minActors())
                        : stage.compute().minActors(),
                stage.compute().maxActors(),
                stage.compute().cpus(),
                stage.compute().inFlight(),
                RowBytes.of(stage.outputSchema()),
                stage.scan().isPresent() && stage.scan().get().predicate().isPresent(),
                stage.inputLimit());
    }

    static Map<Integer, Long> scanLimits(List<Stage> plan) {
        Map<Integer, Long> limits = new HashMap<>();
        for (Stage stage : plan) {
            stage.scan().ifPresent(scan -> scan.limit().ifPresent(n -> limits.put(stage.id(), n)));
        }
        return limits;
    }

    static List<JobProgress.Stage> progress(List<Stage> plan, List<StageStats> stats, JobRun run) {
        List<JobProgress.Stage> stages = new ArrayList<>();
        for (Stage stage : plan) {
            StageStats s = stats.get(stage.id());
            stages.add(new JobProgress.Stage(
                    stage.id(),
                    stage.name(),
                    s.rowsIn(),
                    s.rowsOut(),
                    s.bytesOut(),
                    s.busyNanos() / 1e9,
                    s.actors(),
                    run.pendingActors(stage.id()),
                    s.queuedBytes(),
                    run.limitingStage() == stage.id(),
                    s.held()));
        }
        return stages;
    }
}
