// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.engine.schedule.StageSpec;
import io.pelton.engine.schedule.StageStats;
import java.util.List;

/** Sizes the pools of a job. */
final class Scaling {
    /** Takes a decision. */
    interface Resize {
        void to(int stage, int actors);
    }

    private final List<StageSpec> specs;
    private final long[] busyBefore;
    private int limiting = -1;

    Scaling(List<StageSpec> specs, int cores) {
        this.specs = specs;
        this.busyBefore = new long[specs.size()];
    }

    void decide(List<StageStats> stats, List<StagePool> pools, long now, Resize resize) {
        double most = 0;
        for (StageStats s : stats) {
            if (specs.get(s.id()).role() == StageSpec.Role.CONSUMER) {
                continue;
            }
            double busy = (double) (s.busyNanos() - busyBefore[s.id()]) / Math.max(1, s.actors());
            busyBefore[s.id()] = s.busyNanos();
            if (busy > most) {
                most = busy;
                limiting = s.id();
            }
            if (specs.get(s.id()).role() == StageSpec.Role.MIDDLE) {
                resize.to(s.id(), specs.get(s.id()).maxActors());
            }
        }
    }

    int limitingStage() {
        return limiting;
    }
}
