// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.util.List;

/** All workloads by name. */
final class Workloads {
    private static final List<Workload> ALL =
            List.of(new EmbWorkload(), new OvhWorkload(1), new OvhWorkload(OvhWorkload.LARGE));

    private Workloads() {}

    static Workload of(String id) {
        return ALL.stream()
                .filter(w -> w.id().equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("Cannot run benchmark '" + id + "': there are " + names() + "."));
    }

    static List<String> names() {
        return ALL.stream().map(Workload::id).toList();
    }
}
