// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.engine.events.StagePlace;
import io.pelton.engine.schedule.StageSpec;
import io.pelton.engine.schedule.StageStats;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScalingTest {
    private static final StageSpec READ = spec(0, StageSpec.Role.LEAF, OptionalInt.of(1));
    private static final StageSpec WRITE = spec(1, StageSpec.Role.SINK, OptionalInt.empty());

    private final List<StagePool> pools = List.of(pool(0), pool(1));

    private static StageSpec spec(int id, StageSpec.Role role, OptionalInt downstream) {
        return new StageSpec(id, role, downstream, 100, false, 100, 1, 4, 1, 2, 8, false, OptionalLong.empty());
    }

    private static StagePool pool(int stage) {
        return new StagePool(
                stage,
                "stage-" + stage,
                replica -> new StagePool.StageActor(null, ActorEvents.begin(new StagePlace("run", stage))),
                new StagePool.Events() {
                    @Override
                    public void answer(Runnable event) {}

                    @Override
                    public void post(Runnable event) {}

                    @Override
                    public long now() {
                        return 0;
                    }

                    @Override
                    public void actors(int stage, int running) {}

                    @Override
                    public void fatal(Throwable cause) {}

                    @Override
                    public boolean ending() {
                        return false;
                    }
                },
                Duration.ofSeconds(30));
    }

    @AfterEach
    void close() {
        pools.forEach(StagePool::close);
    }

    /** What is decided for a reader that has read, and a writer that has 500 rows and has written none. */
    private Map<Integer, Integer> targets(boolean held) {
        List<StageStats> stats = List.of(
                new StageStats(0, 1_000, 1_000, 8_000, 1_000_000, 10, 0, 1, 1, 0, 0, 0, false, false, false),
                new StageStats(1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 500, 4_000, false, false, held));
        Map<Integer, Integer> targets = new HashMap<>();
        new Scaling("run", List.of(READ, WRITE), List.of(0L, 0L), 4, 1L << 30)
                .decide(stats, pools, 1_000_000_000L, targets::put);
        return targets;
    }

    @Test
    void aSinkThatIsHeldUntilTheLogIsOpenGetsNoMoreActors() {
        assertThat(targets(false)).as("with a log").containsEntry(1, 2);
        assertThat(targets(true)).as("without one").containsEntry(1, 1);
    }
}
