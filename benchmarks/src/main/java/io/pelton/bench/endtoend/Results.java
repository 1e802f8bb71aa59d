// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** All rounds of a workload: the samples of every contestant, in the order of the rounds. */
final class Results {
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    void add(String engine, Sample sample) {
        samples.computeIfAbsent(engine, e -> new ArrayList<>()).add(sample);
    }

    List<String> engines() {
        return List.copyOf(samples.keySet());
    }

    boolean has(String engine) {
        return samples.containsKey(engine);
    }

    List<Sample> of(String engine) {
        return samples.getOrDefault(engine, List.of());
    }

    /** The median over rounds of one contestant's figure divided by another's in the same round. */
    double ratio(String one, String other, ToDoubleFunction<Sample> figure) {
        List<Sample> ours = of(one);
        List<Sample> theirs = of(other);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            ratios.add(figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)));
        }
        return median(ratios);
    }

    double median(String engine, ToDoubleFunction<Sample> figure) {
        return median(of(engine).stream().mapToDouble(figure).boxed().toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return n == 0 ? Double.NaN : n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
    }
}
