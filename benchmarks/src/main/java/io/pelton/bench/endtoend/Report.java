// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.util.Locale;
import java.util.stream.Collectors;

/** What a benchmark prints. */
final class Report {
    private final Workload workload;
    private final Results results;
    private final long rows;
    private final int rounds;

    Report(Workload workload, Results results, long rows, int rounds) {
        this.workload = workload;
        this.results = results;
        this.rows = rows;
        this.rounds = rounds;
    }

    boolean allHold() {
        return workload.gates().stream().allMatch(gate -> gate.holds(results));
    }

    String table() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%n%s: %s%n", workload.id(), workload.describe()));
        text.append(String.format(
                Locale.ROOT,
                "%,d rows, %d rounds, each run in a fresh JVM without warm-up; %s%n%n",
                rows,
                rounds,
                machine()));
        text.append(String.format(
                "%-8s %22s %34s %10s %12s%n", "", "seconds (min..max)", "a second, median", "memory", "pelton is"));
        for (String engine : results.engines()) {
            text.append(line(engine));
        }
        text.append('\n');
        for (Workload.Gate gate : workload.gates()) {
            text.append(!gate.measured(results) ? "not run " : gate.holds(results) ? "held    " : "MISSED  ")
                    .append(gate.describe())
                    .append('\n');
        }
        return text.toString();
    }

    private String line(String engine) {
        double min =
                results.of(engine).stream().mapToDouble(Sample::seconds).min().orElse(Double.NaN);
        double max =
                results.of(engine).stream().mapToDouble(Sample::seconds).max().orElse(Double.NaN);
        return String.format(
                Locale.ROOT,
                "%-8s %8.3f (%.3f..%.3f) %,24.0f %,6.0f MiB %12s%n",
                engine,
                results.median(engine, Sample::seconds),
                min,
                max,
                results.median(engine, Sample::rate),
                results.median(engine, Sample::peakResidentBytes) / (1 << 20),
                engine.equals("pelton") ? "" : String.format(Locale.ROOT, "x %.3f", results.ratio(engine)));
    }

    private static String machine() {
        return String.format(
                Locale.ROOT,
                "%d cores, Java %s, Pelton %s",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                "0.1.0-SNAPSHOT");
    }

    String json() {
        String engines = results.engines().stream().map(this::json).collect(Collectors.joining(","));
        String gates = workload.gates().stream()
                .map(g -> "{\"gate\":\"" + g.describe() + "\",\"holds\":" + g.holds(results) + "}")
                .collect(Collectors.joining(","));
        return String.format(
                Locale.ROOT,
                "{\"workload\":\"%s\",\"rows\":%d,\"rounds\":%d,\"machine\":\"%s\",\"engines\":{%s},\"gates\":[%s]}%n",
                workload.id(),
                rows,
                rounds,
                machine(),
                engines,
                gates);
    }

    private String json(String engine) {
        String samples = results.of(engine).stream()
                .map(s -> String.format(
                        Locale.ROOT,
                        "{\"seconds\":%.6f,\"startSeconds\":%.3f,\"cpuSeconds\":%.3f,\"peakResidentBytes\":%d,\"units\":%d}",
                        s.seconds(),
                        s.startSeconds(),
                        s.cpuSeconds(),
                        s.peakResidentBytes(),
                        s.units()))
                .collect(Collectors.joining(","));
        return String.format(
                Locale.ROOT, "\"%s\":{\"peltonIs\":%.4f,\"samples\":[%s]}", engine, results.ratio(engine), samples);
    }
}
