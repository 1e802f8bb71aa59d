// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The autoscaler before pipelines of all shapes, by seed. */
@Timeout(60)
class RandomPipelinesTest {
    private static final int SEEDS = 150;

    private static List<SimulatedStage> stages(Random random) {
        List<SimulatedStage> stages = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            int min = random.nextInt(3);
            int max = Math.max(1, min) + random.nextInt(20);
            double rate = Math.pow(10, 1 + 2 * random.nextDouble());
            double selectivity = random.nextInt(3) == 0 ? 0.1 + 2 * random.nextDouble() : 1;
            double start = random.nextInt(12);
            double queue = 50 + random.nextInt(400);
            PoolLimits limits = PoolLimits.of(min, max, 1);
            stages.add(new SimulatedStage("s" + i, limits, rate, selectivity, start, random.nextInt(3), queue));
        }
        return stages;
    }

    /** Checks every decision on its way. */
    private static Policy checked(long seed) {
        Policy policy = Policy.ours();
        return observation -> {
            Map<String, Integer> targets = policy.targets(observation);
            Map<String, Integer> wrong = new HashMap<>();
            for (PoolObservation pool : observation.pools()) {
                int target = targets.getOrDefault(pool.name(), -1);
                if (target < pool.limits().min() || target > pool.limits().max()) {
                    wrong.put(pool.name(), target);
                }
            }
            assertThat(wrong).as("seed %d: targets out of bounds", seed).isEmpty();
            return targets;
        };
    }

    @Test
    void everyPipelineEndsWithinItsCoresAndLetsGoOfItsActors() {
        LongStream.rangeClosed(1, SEEDS).forEach(seed -> {
            Random random = new Random(seed);
            List<SimulatedStage> stages = stages(random);
            boolean machine = random.nextBoolean();
            double cores = 15 + random.nextInt(20);
            Capacity capacity = machine ? Capacity.ofMachine(cores) : Capacity.reserved(cores);
            PipelineSimulation simulation =
                    new PipelineSimulation(capacity, stages, checked(seed), 2_000, 0.1 * random.nextDouble(), seed);

            while (!simulation.isDone() && simulation.seconds() < 4_000) {
                simulation.run(20);
            }
            simulation.run(5);

            assertThat(simulation.isDone()).as("seed %d: done", seed).isTrue();
            assertThat(stages)
                    .as("seed %d: back to the minimum", seed)
                    .allMatch(stage -> stage.present() == stage.limits.min());
            if (!machine) {
                assertThat(simulation.mostHeld())
                        .as("seed %d: cores held", seed)
                        .isLessThanOrEqualTo(cores);
            }
        });
    }
}
