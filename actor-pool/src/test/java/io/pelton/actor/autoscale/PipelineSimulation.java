// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import io.pelton.actor.autoscale.PoolObservation.Input;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A chain of stages with bounded queues between them, in virtual time, and a policy that sizes them. */
final class PipelineSimulation {
    private static final double TICK = 0.05;
    private static final double WINDOW_SECONDS = 3;

    private final Capacity capacity;
    private final List<SimulatedStage> stages;
    private final Policy policy;
    private final Random random;
    private final double noise;
    private final ArrayDeque<Double> recent = new ArrayDeque<>();
    private double sourceRows;
    private long ticks;
    private int actions;
    private double mostHeld;

    /**
     * @param sourceRows rows to read in all
     * @param noise how far a stage's speed strays to either side, newly drawn each second
     */
    PipelineSimulation(
            Capacity capacity, List<SimulatedStage> stages, Policy policy, double sourceRows, double noise, long seed) {
        this.capacity = capacity;
        this.stages = stages;
        this.policy = policy;
        this.sourceRows = sourceRows;
        this.noise = noise;
        this.random = new Random(seed);
    }

    double seconds() {
        return ticks * TICK;
    }

    /** Pools that were given another size, each time. */
    int actions() {
        return actions;
    }

    /** The most cores that actors have held at once. */
    double mostHeld() {
        return mostHeld;
    }

    SimulatedStage stage(String name) {
        return stages.stream()
                .filter(stage -> stage.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Source rows a second that have come out at the end of late. */
    double rate() {
        return recent.stream().mapToDouble(Double::doubleValue).sum() / WINDOW_SECONDS;
    }

    void run(double forSeconds) {
        long end = Math.round((seconds() + forSeconds) / TICK);
        while (ticks < end) {
            tick();
        }
    }

    /** Runs until the rate is reached: the time then. */
    double runUntilRate(double rate, double atMostSeconds) {
        while (rate() < rate && seconds() < atMostSeconds) {
            tick();
        }
        return seconds();
    }

    boolean isDone() {
        return sourceRows <= 0 && stages.stream().allMatch(stage -> stage.queue < 1);
    }

    private void tick() {
        if (ticks % Math.round(1 / TICK) == 0) {
            stages.forEach(stage -> stage.noise = 1 + noise * (2 * random.nextDouble() - 1));
            decide();
        }
        stages.forEach(stage -> stage.age(seconds()));
        flow();
        mostHeld = Math.max(
                mostHeld,
                stages.stream()
                        .mapToDouble(stage -> stage.holding() * stage.limits.cpusPerActor())
                        .sum());
        ticks++;
    }

    private void flow() {
        double[] rows = new double[stages.size()];
        double cores = 0;
        for (int i = 0; i < rows.length; i++) {
            SimulatedStage stage = stages.get(i);
            rows[i] = stage.rowsPossible(i == 0 ? sourceRows : stage.queue, roomAfter(i), TICK);
            cores += stage.limits.cpusPerActor() * rows[i] / stage.rate() / TICK;
        }
        boolean shared = capacity.sharing() == Capacity.Sharing.TIME;
        double speed = shared ? Math.min(1, capacity.cores() / Math.max(cores, 1e-9)) : 1;
        for (int i = rows.length - 1; i >= 0; i--) {
            move(i, rows[i] * speed, speed);
        }
    }

    private void move(int i, double rows, double speed) {
        double out = stages.get(i).handle(rows, speed);
        if (i == 0) {
            sourceRows -= rows;
        } else {
            stages.get(i).queue -= rows;
        }
        if (i + 1 < stages.size()) {
            stages.get(i + 1).queue += out;
        } else {
            recent.addLast(rows / visits(i));
            if (recent.size() > WINDOW_SECONDS / TICK) {
                recent.removeFirst();
            }
        }
    }

    private double visits(int i) {
        SimulatedStage first = stages.get(0);
        return i == 0 || first.rowsIn == 0 ? 1 : selectivityUpTo(i);
    }

    private double selectivityUpTo(int i) {
        double product = 1;
        for (SimulatedStage stage : stages.subList(0, i)) {
            product *= stage.rowsIn > 0 ? stage.rowsOut / stage.rowsIn : 1;
        }
        return product;
    }

    private double roomAfter(int i) {
        return i + 1 < stages.size()
                ? stages.get(i + 1).queueCapacity - stages.get(i + 1).queue
                : Double.POSITIVE_INFINITY;
    }

    private void decide() {
        List<PoolObservation> pools = new ArrayList<>();
        Input input = sourceRows > 0 ? Input.MORE_TO_COME : Input.EXHAUSTED;
        for (int i = 0; i < stages.size(); i++) {
            SimulatedStage stage = stages.get(i);
            List<String> inputs = i == 0 ? List.of() : List.of(stages.get(i - 1).name);
            pools.add(stage.observe(inputs, input, roomAfter(i)));
            input = input == Input.EXHAUSTED && stage.queue < 1 ? Input.EXHAUSTED : Input.MORE_TO_COME;
        }
        Map<String, Integer> targets =
                policy.targets(new Observation(Math.round(seconds() * 1e9) + 1, capacity, pools));
        for (SimulatedStage stage : stages) {
            int target = targets.getOrDefault(stage.name, stage.present());
            actions += target == stage.present() ? 0 : 1;
            stage.resize(target, seconds());
        }
    }
}
