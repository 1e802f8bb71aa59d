// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What was found of one workload.
 *
 * @param rows of the input
 * @param absent contestants that could not take part, and why
 */
record Section(Workload workload, Results results, long rows, int rounds, List<String> absent) {
    private static final int MEBIBYTE = 1 << 20;

    Section {
        absent = List.copyOf(absent);
    }

    boolean allHold() {
        return workload.gates().stream().allMatch(gate -> gate.holds(results));
    }

    static String line(String engine, Sample sample) {
        return String.format(
                Locale.ROOT,
                "%-12s %10.3f s  CPU %8.2f s  %,14.0f/s  %,6d MiB%s%s%n",
                engine,
                sample.seconds(),
                sample.cpuSeconds(),
                sample.rate(),
                sample.peakResidentBytes() / MEBIBYTE,
                live(sample.liveBytes()),
                sample.note().isEmpty() ? "" : "  " + sample.note());
    }

    private static String live(double bytes) {
        return bytes == 0 ? "" : format("  live %,6.0f MiB", bytes / MEBIBYTE);
    }

    String table() {
        StringBuilder text = new StringBuilder(256);
        text.append(format("%n%s: %s%n%,d rows, %d rounds%n%n", workload.id(), workload.describe(), rows, rounds));
        text.append(format(
                "%-12s %26s %10s %16s %10s %12s%n",
                "", "seconds (min..max)", "CPU s", "a second", "memory", "pelton is"));
        results.engines().forEach(engine -> text.append(summary(engine)));
        absent.forEach(why -> text.append("not run: ").append(why).append('\n'));
        text.append('\n');
        workload.gates().forEach(gate -> text.append(verdict(gate)));
        return text.toString();
    }

    private String summary(String engine) {
        return format(
                "%-12s %9.3f %16s %10.2f %,16.0f %,6.0f MiB %12s%s%n",
                engine,
                results.median(engine, Sample::seconds),
                format("(%.3f..%.3f)", extreme(engine, -1), extreme(engine, 1)),
                results.median(engine, Sample::cpuSeconds),
                results.median(engine, Sample::rate),
                results.median(engine, Sample::peakResidentBytes) / MEBIBYTE,
                engine.equals("pelton") || !results.has("pelton")
                        ? ""
                        : format("x %.3f", results.ratio("pelton", engine, Sample::rate)),
                live(results.median(engine, Sample::liveBytes)));
    }

    private double extreme(String engine, int sign) {
        return sign
                * results.of(engine).stream()
                        .mapToDouble(s -> sign * s.seconds())
                        .max()
                        .orElse(Double.NaN);
    }

    private String verdict(Workload.Gate gate) {
        return !gate.measured(results)
                ? format("not run %s%n", gate.describe())
                : format(
                        "%s %s: %s%n",
                        gate.holds(results) ? "held   " : "MISSED ", gate.describe(), figure(gate.found(results)));
    }

    private static String figure(double x) {
        return Math.abs(x) >= 100 ? format("%,.0f", x) : format("%.3f", x);
    }

    /** Every sample of every contestant, round by round. */
    String rawRounds() {
        StringBuilder text = new StringBuilder(256);
        for (int round = 0; round < rounds; round++) {
            for (String engine : results.engines()) {
                text.append(format("round %d  ", round + 1))
                        .append(line(engine, results.of(engine).get(round)));
            }
        }
        return text.toString();
    }

    String json() {
        return format(
                "{\"workload\":\"%s\",\"describe\":\"%s\",\"rows\":%d,\"rounds\":%d,\"engines\":{%s},\"gates\":[%s]}",
                workload.id(),
                workload.describe().replace("\"", "\\\""),
                rows,
                rounds,
                results.engines().stream().map(this::samples).collect(Collectors.joining(",")),
                workload.gates().stream().map(this::json).collect(Collectors.joining(",")));
    }

    private String json(Workload.Gate gate) {
        boolean measured = gate.measured(results);
        return format(
                "{\"gate\":\"%s\",\"found\":%s,\"holds\":%s}",
                gate.describe(),
                measured ? format("%.6f", gate.found(results)) : "null",
                measured ? Boolean.toString(gate.holds(results)) : "null");
    }

    private String samples(String engine) {
        return results.of(engine).stream()
                .map(s -> "{" + field("seconds", s, Sample::seconds) + ","
                        + field("startSeconds", s, Sample::startSeconds)
                        + "," + field("cpuSeconds", s, Sample::cpuSeconds)
                        + format(
                                ",\"peakResidentBytes\":%d,\"liveBytes\":%d,\"units\":%d,\"note\":\"%s\"}",
                                s.peakResidentBytes(),
                                s.liveBytes(),
                                s.units(),
                                s.note().replace("\"", "\\\"")))
                .collect(Collectors.joining(",", "\"" + engine + "\":[", "]"));
    }

    private static String field(String name, Sample sample, ToDoubleFunction<Sample> value) {
        return format("\"%s\":%.6f", name, value.applyAsDouble(sample));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
