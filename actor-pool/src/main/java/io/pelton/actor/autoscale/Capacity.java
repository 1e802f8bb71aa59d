// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What the pools of a pipeline may use together.
 *
 * @param cores processor cores, such as the cgroup's quota; may be a fraction
 * @param sharing how actors hold cores
 * @param others amounts of further resources by name, such as {@code gpus}; each actor holds its part for
 *     its whole life
 */
public record Capacity(double cores, Sharing sharing, Map<String, Double> others) {
    /** How actors hold cores. */
    public enum Sharing {
        /** On one machine: an actor uses a core while it works, and the operating system shares it out. */
        TIME,
        /** As cluster managers do: an actor has its cores for itself, idle or not. */
        RESERVED
    }

    public Capacity {
        requireNonNull(sharing, "sharing");
        others = Map.copyOf(others);
        if (!(cores > 0)) {
            throw new IllegalArgumentException("Cannot scale pools: cores must be more than 0 but is " + cores);
        }
    }

    /** One machine, whose actors share the cores in time. */
    public static Capacity ofMachine(double cores) {
        return new Capacity(cores, Sharing.TIME, Map.of());
    }

    /** Cores that actors reserve. */
    public static Capacity reserved(double cores) {
        return new Capacity(cores, Sharing.RESERVED, Map.of());
    }

    /** This capacity with one more resource. */
    public Capacity with(String resource, double amount) {
        Map<String, Double> all = new java.util.HashMap<>(others);
        all.put(requireNonNull(resource, "resource"), amount);
        return new Capacity(cores, sharing, all);
    }
}
