// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import io.pelton.engine.commit.CommittedSplit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a job starts from.
 *
 * @param stages the plan; the last stage is a sink or a consumer
 * @param parts the parts of the input that are known, over all leaves, in order
 * @param unlisted the leaves of which more parts may come: {@link Scheduler#parts}. A job that writes then has no log
 *     either until {@link Scheduler#opened}
 * @param committed splits of earlier runs
 * @param scanLimits by leaf stage: how many rows to read of it, if fewer than all
 */
public record SchedulerInput(
        List<StageSpec> stages,
        List<InputPart> parts,
        Set<Integer> unlisted,
        List<CommittedSplit> committed,
        Map<Integer, Long> scanLimits) {
    public SchedulerInput {
        stages = List.copyOf(stages);
        parts = List.copyOf(parts);
        unlisted = Set.copyOf(unlisted);
        committed = List.copyOf(committed);
        scanLimits = Map.copyOf(scanLimits);
    }

    /** Whether the order of rows counts before they are written: someone iterates, or a limit lies behind other steps. */
    boolean ordered() {
        return stages.get(stages.size() - 1).role() == StageSpec.Role.CONSUMER
                || stages.stream().anyMatch(s -> s.inputLimit().isPresent());
    }
}
