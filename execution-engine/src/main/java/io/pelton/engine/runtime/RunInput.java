// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.dataset.sink.ParquetSink;
import io.pelton.engine.commit.JobLog;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.SchedulerInput;
import io.pelton.engine.schedule.SchedulerSettings;
import io.pelton.engine.schedule.StageSpec;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a run knows at its start of the work to do, and of what earlier runs have done. */
final class RunInput {
    private RunInput() {}

    /**
     * What its scheduler begins with.
     *
     * @param log null if there is none yet, so that nothing is committed and the input is still to be listed
     * @param consumed whether the rows are taken instead of written
     */
    static SchedulerInput of(JobSpec spec, @Nullable JobLog log, boolean consumed) {
        List<Stage> plan = spec.planned().graph().stages();
        return new SchedulerInput(
                StageSpecs.of(plan, consumed),
                spec.catalog().inputParts(0),
                log == null
                        ? spec.catalog().leaves().stream()
                                .map(InputCatalog.Leaf::stage)
                                .collect(Collectors.toSet())
                        : Set.of(),
                log == null ? List.of() : log.committed(),
                StageSpecs.scanLimits(plan));
    }

    /** The numbers that its scheduler is held to. */
    static SchedulerSettings settings(JobSpec spec) {
        SchedulerSettings settings = spec.settings();
        return spec.planned()
                .graph()
                .root()
                .sink()
                .map(sink -> settings.withMinRowsPerFile(((ParquetSink) sink).minRowsPerFile()))
                .orElse(settings);
    }

    /** How far it is at its start. */
    static InputProgress progress(JobSpec spec, SchedulerInput input) {
        IntToLongFunction sizes = part -> spec.catalog().get(part).part().sizeBytes();
        InputProgress progress = input.unlisted().isEmpty()
                ? new InputProgress(spec.catalog().size(), sizes, rowLimit(input))
                : new InputProgress(sizes, rowLimit(input));
        input.committed().forEach(split -> progress.done(split.ranges()));
        return progress;
    }

    private static long rowLimit(SchedulerInput input) {
        long leaves = input.stages().stream()
                .filter(s -> s.role() == StageSpec.Role.LEAF)
                .count();
        return input.scanLimits().size() < leaves
                ? Long.MAX_VALUE
                : input.scanLimits().values().stream().mapToLong(n -> n).sum();
    }
}
