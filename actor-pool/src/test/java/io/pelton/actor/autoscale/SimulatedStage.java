// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import io.pelton.actor.autoscale.PoolObservation.Input;
import io.pelton.actor.autoscale.PoolObservation.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** A pool whose actors need time to start and to leave, in virtual time, with rows as a fluid. */
final class SimulatedStage {
    final String name;
    final PoolLimits limits;
    /** Rows a busy actor handles in a second, by the number of actors at work. */
    private DoubleUnaryOperator rowsPerSecond;

    private final double selectivity;
    private final double startSeconds;
    private final double leaveSeconds;
    final double queueCapacity;

    int running;
    private final List<Double> readyAt = new ArrayList<>();
    private final List<Double> goneAt = new ArrayList<>();
    double queue;
    double rowsIn;
    double rowsOut;
    double busySeconds;
    /** How fast it is at this moment, 1 on average. */
    double noise = 1;

    SimulatedStage(
            String name,
            PoolLimits limits,
            double rowsPerSecond,
            double selectivity,
            double startSeconds,
            double leaveSeconds,
            double queueCapacity) {
        this.name = name;
        this.limits = limits;
        this.rowsPerSecond = actors -> rowsPerSecond;
        this.selectivity = selectivity;
        this.startSeconds = startSeconds;
        this.leaveSeconds = leaveSeconds;
        this.queueCapacity = queueCapacity;
    }

    void rate(DoubleUnaryOperator byActors) {
        rowsPerSecond = byActors;
    }

    int present() {
        return running + readyAt.size();
    }

    /** Actors that hold resources. */
    int holding() {
        return present() + goneAt.size();
    }

    void resize(int target, double now) {
        while (present() < target) {
            readyAt.add(now + startSeconds);
        }
        while (present() > target && !readyAt.isEmpty()) {
            readyAt.remove(readyAt.size() - 1);
        }
        while (present() > target) {
            running--;
            goneAt.add(now + leaveSeconds);
        }
    }

    void age(double now) {
        running += (int) readyAt.stream().filter(at -> at <= now).count();
        readyAt.removeIf(at -> at <= now);
        goneAt.removeIf(at -> at <= now);
    }

    double rate() {
        return rowsPerSecond.applyAsDouble(running) * noise;
    }

    /** Rows it could handle, by its input, its actors and the room for its results. */
    double rowsPossible(double input, double room, double seconds) {
        double byActors = running * rate() * seconds;
        double byRoom = selectivity > 0 ? room / selectivity : Double.POSITIVE_INFINITY;
        return Math.max(0, Math.min(byActors, Math.min(input, byRoom)));
    }

    /** Handles rows, at a part of its speed: the rows that come out. */
    double handle(double rows, double speed) {
        rowsIn += rows;
        rowsOut += rows * selectivity;
        busySeconds += rows / rate() / speed;
        return rows * selectivity;
    }

    PoolObservation observe(List<String> inputs, Input input, double room) {
        return new PoolObservation(
                name,
                inputs,
                limits,
                running,
                readyAt.size(),
                goneAt.size(),
                (long) rowsIn,
                (long) rowsOut,
                (long) (busySeconds * 1e9),
                (long) queue,
                0,
                input,
                room < 1 ? Output.BLOCKED : Output.FLOWS);
    }
}
