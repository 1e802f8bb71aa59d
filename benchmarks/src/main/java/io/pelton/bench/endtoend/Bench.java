// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures a workload: contestants take turns, each run in a fresh JVM without warm-up, results are compared, and what
 * counts is the ratio within a round.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures whole jobs against loops written by hand. Exit code 1: a gate is missed.")
public final class Bench implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "EMB, OVH (batches of one row) or OVH-ROWS (large batches).")
    private String name = "";

    @Option(names = "--engines", split = ",", description = "Contestants; all by default.")
    private @Nullable List<String> engines;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds (default: 5).")
    private int rounds;

    @Option(names = "--rows", description = "Rows of the input; by default the workload's.")
    private @Nullable Long rows;

    @Option(names = "--json", description = "Print one JSON object instead of a table.")
    private boolean json;

    private final PrintStream out;

    private Bench(PrintStream out) {
        this.out = out;
    }

    /** Runs a benchmark. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench(System.out)).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Workload workload = Workloads.of(name);
        long size = rows == null ? workload.defaultRows() : rows;
        List<String> contestants = engines == null ? workload.engines() : engines;
        Path folder = Files.createTempDirectory("pelton-bench");
        try {
            workload.prepare(folder, size);
            Results results = measure(workload, contestants, folder, size);
            Report report = new Report(workload, results, size, rounds);
            out.print(json ? report.json() : report.table());
            return report.allHold() ? 0 : 1;
        } finally {
            delete(folder);
        }
    }

    private Results measure(Workload workload, List<String> contestants, Path folder, long size) throws Exception {
        Results results = new Results();
        for (int round = 1; round <= rounds; round++) {
            Path first = folder.resolve("out-" + contestants.get(0));
            for (String engine : contestants) {
                Path output = folder.resolve("out-" + engine);
                delete(output);
                Sample sample = Child.start(workload.id(), engine, folder, output, size);
                results.add(engine, sample);
                if (!json) {
                    out.printf(
                            Locale.ROOT,
                            "round %d  %-8s %10.3f s  %,14.0f/s  %,6d MiB%n",
                            round,
                            engine,
                            sample.seconds(),
                            sample.rate(),
                            sample.peakResidentBytes() >> 20);
                }
                if (!output.equals(first)) {
                    workload.compare(first, output, size);
                }
            }
        }
        return results;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
