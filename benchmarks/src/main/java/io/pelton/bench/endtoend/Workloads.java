// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.dataset.sink.ParquetSink.Compression;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** All workloads by name. */
final class Workloads {
    /** The name for all that measure speed; those that measure growth have their own. */
    static final String ALL_NAME = "all";

    private static final List<Workload> SPEED = List.of(
            new EmbWorkload(),
            new TabWorkload(TabWorkload.LARGE),
            new TabWorkload(TabWorkload.SMALL),
            new ImgWorkload(),
            new HetWorkload(),
            new OvhWorkload(1),
            new OvhWorkload(OvhWorkload.LARGE),
            new RecordedWorkload(),
            ScanWorkload.ofSeeded(Compression.ZSTD),
            ScanWorkload.ofSeeded(Compression.SNAPPY),
            ScanWorkload.ofFlights(),
            new ColdWorkload(),
            MemWorkload.ofTexts(),
            MemWorkload.ofTables(),
            new ResumeWorkload());

    private static final List<Workload> ALL =
            Stream.concat(SPEED.stream(), GrowthWorkloads.all().stream()).toList();

    private Workloads() {}

    /** The workload with an id. */
    static Workload of(String id) {
        return ALL.stream().filter(w -> w.id().equalsIgnoreCase(id)).findFirst().orElseThrow(() -> unknown(id));
    }

    /** The workloads that a name stands for: one, those of a group, or all. */
    static List<Workload> named(String name) {
        if (name.equals(ALL_NAME)) {
            return SPEED;
        }
        String upper = name.toUpperCase(Locale.ROOT);
        List<Workload> found = ALL.stream()
                .filter(w -> w.id().equals(upper) || w.group().equals(upper))
                .toList();
        if (found.isEmpty()) {
            throw unknown(name);
        }
        return found;
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("Cannot run benchmark '" + name + "': there are "
                + String.join(", ", ALL.stream().map(Workload::id).toList()) + ", and " + ALL_NAME + ".");
    }
}
