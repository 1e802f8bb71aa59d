// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import java.util.Locale;

/**
 * How much of the machine an operator gets. Immutable; the {@code with} methods give changed copies.
 *
 * <p>Each operator has a pool of actors to itself, unless it shares one with its neighbours: {@link Dataset#infer} says when.
 * One that asks for fewer actors than the machine has cores, or for other {@code cpus} than 1, for memory, for other batches
 * or for more of them in flight than its neighbour, keeps a pool of its own.
 *
 * @param kind whether the function is opened once per actor or shared as a stateless task
 * @param minActors the actors kept while there is nothing to do; 0 means that the first batch starts the first one
 * @param maxActors the most actors, at least 1 and at least {@code minActors}
 * @param cpus the cores that one actor keeps busy; may be a fraction
 * @param inFlight the batches that one actor may have, the one it works on included
 * @param memoryBytes a hint of what one actor holds beside its batches, such as a model's activations; 0 if unknown
 * @param batchRows the rows in a batch, or 0 to leave it to the operator and the engine
 */
public record Compute(
        Kind kind, int minActors, int maxActors, double cpus, int inFlight, long memoryBytes, int batchRows) {
    /** Whether state is kept between batches. */
    public enum Kind {
        /** Stateless: replicas come and go freely. */
        TASKS,
        /** Stateful: each replica opens the function once and keeps it. */
        ACTORS
    }

    public Compute {
        check(minActors >= 0, "minActors >= 0", minActors);
        check(maxActors >= 1, "maxActors >= 1", maxActors);
        check(maxActors >= minActors, "maxActors >= minActors " + minActors, maxActors);
        check(cpus > 0 && cpus <= 4096, "0 < cpus <= 4096", cpus);
        check(inFlight >= 1, "inFlight >= 1", inFlight);
        check(memoryBytes >= 0, "memoryBytes >= 0", memoryBytes);
        check(batchRows >= 0, "batchRows >= 0", batchRows);
    }

    private static void check(boolean holds, String expected, Object found) {
        if (!holds) {
            throw PeltonException.user("Cannot set up compute: expected " + expected + " but found " + found + ".");
        }
    }

    /** At most {@code n} stateless replicas at a time. */
    public static Compute tasks(int n) {
        return new Compute(Kind.TASKS, 0, n, 1, 2, 0, 0);
    }

    /** From {@code min} to {@code max} replicas that keep their state. */
    public static Compute actors(int min, int max) {
        return new Compute(Kind.ACTORS, min, max, 1, 2, 0, 0);
    }

    /** The same with another number of cores per actor. */
    public Compute withCpus(double newCpus) {
        return new Compute(kind, minActors, maxActors, newCpus, inFlight, memoryBytes, batchRows);
    }

    /** The same with another bound on the batches that one actor may have. */
    public Compute withInFlight(int batches) {
        return new Compute(kind, minActors, maxActors, cpus, batches, memoryBytes, batchRows);
    }

    /** The same with a hint of what one actor holds beside its batches. */
    public Compute withMemoryBytes(long bytes) {
        return new Compute(kind, minActors, maxActors, cpus, inFlight, bytes, batchRows);
    }

    /** The same with a fixed batch size. */
    public Compute withBatchRows(int rows) {
        return new Compute(kind, minActors, maxActors, cpus, inFlight, memoryBytes, rows);
    }

    @Override
    public String toString() {
        String replicas =
                kind == Kind.TASKS ? "tasks(" + maxActors + ")" : "actors(" + minActors + ".." + maxActors + ")";
        return cpus == 1 ? replicas : replicas + String.format(Locale.ROOT, " x %.3g cpus", cpus);
    }
}
