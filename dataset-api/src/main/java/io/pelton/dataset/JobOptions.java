// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How a job is run. Immutable; the {@code with} methods give changed copies.
 *
 * @param existing what to do with output of an earlier run
 * @param cpus the cores to plan for; empty means those that the cgroup allows
 * @param memoryBytes the budget for batches in flight; empty means a share of the process's memory
 */
public record JobOptions(Existing existing, Optional<Integer> cpus, Optional<Long> memoryBytes) {
    /** What to do when the output holds work of an earlier run. */
    public enum Existing {
        /** Take up the same job where it stopped; refuse a different one. The default. */
        RESUME,
        /** Compute everything again and replace what is there once the new output is whole. */
        OVERWRITE
    }

    private static final int MAX_CPUS = 1024;

    public JobOptions {
        requireNonNull(existing, "existing");
        cpus.ifPresent(n -> {
            check(n >= 1, "pelton.cpus", "at least 1", n);
            check(n <= MAX_CPUS, "pelton.cpus", "at most " + MAX_CPUS, n);
        });
        memoryBytes.ifPresent(n -> check(n >= 1 << 20, "pelton.memory", "at least 1m", n));
    }

    private static void check(boolean holds, String name, String expected, Object found) {
        if (!holds) {
            throw PeltonException.user("Cannot use " + name + ": expected " + expected + " but found " + found + ".");
        }
    }

    /** Resume, and take cores and memory from the machine. */
    public static JobOptions defaults() {
        return new JobOptions(Existing.RESUME, Optional.empty(), Optional.empty());
    }

    /** What the system properties {@code pelton.existing}, {@code pelton.cpus} and {@code pelton.memory} say. */
    public static JobOptions fromSystemProperties() {
        return JobOptionsParser.parse(System.getProperties());
    }

    /** The same with another treatment of earlier output. */
    public JobOptions withExisting(Existing newExisting) {
        return new JobOptions(newExisting, cpus, memoryBytes);
    }

    /** The same with a number of cores. */
    public JobOptions withCpus(int newCpus) {
        return new JobOptions(existing, Optional.of(newCpus), memoryBytes);
    }

    /** The same with a budget for batches in flight. */
    public JobOptions withMemoryBytes(long bytes) {
        return new JobOptions(existing, cpus, Optional.of(bytes));
    }
}
