// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.bench.micro.Micro;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
 * Measures workloads: contestants take turns, each run in a fresh process, results are compared, and what counts is the
 * ratio within a round.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures whole jobs against loops written by hand and against peers;%n"
                + "'bench micro' measures parts.%n"
                + "Exit code 1: a gate is missed.")
public final class Bench implements Callable<Integer> {
    private static final long TRAINING_ROWS = 64;

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME",
            description = "Workloads or their groups, such as EMB or TAB-64, or 'all'.")
    private List<String> names = List.of();

    @Option(names = "--engines", split = ",", description = "Contestants; all by default.")
    private @Nullable List<String> engines;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--rows", description = "Rows of the input; by default the workload's.")
    private @Nullable Long rows;

    @Option(names = "--json", description = "Print one JSON object instead of tables.")
    private boolean json;

    @Option(
            names = "--reports",
            description = "Where the report goes (default: ${DEFAULT-VALUE}).",
            defaultValue = "benchmarks/reports")
    private Path reports = Path.of("");

    private final PrintStream out;

    private Bench(PrintStream out) {
        this.out = out;
    }

    /** Runs benchmarks. */
    public static void main(String[] args) {
        boolean isMicro = args.length > 0 && args[0].equals("micro");
        System.exit(
                isMicro
                        ? Micro.run(Arrays.copyOfRange(args, 1, args.length))
                        : new CommandLine(new Bench(System.out)).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<Workload> workloads = names.stream()
                .flatMap(n -> Workloads.named(n).stream())
                .distinct()
                .toList();
        Path outputs = Files.createTempDirectory("pelton-bench");
        try {
            train(outputs);
            List<Section> sections = new ArrayList<>();
            for (Workload workload : workloads) {
                Section section = section(workload, outputs);
                sections.add(section);
                say("%s", section.table());
            }
            Report report = new Report(sections);
            if (json) {
                out.print(report.json());
            }
            say("Report: %s%n", report.write(reports, String.join("-", names)));
            return report.allHold() ? 0 : 1;
        } finally {
            delete(outputs);
        }
    }

    private static void train(Path outputs) throws Exception {
        if (!ClassArchive.exists()) {
            Workload workload = Workloads.of("EMB");
            Child.train(workload, new Run("pelton", data(workload), outputs.resolve("training"), TRAINING_ROWS));
        }
    }

    private static Path data(Workload workload) throws IOException {
        return Files.createDirectories(
                Path.of("benchmarks", "data", workload.group().toLowerCase(Locale.ROOT)));
    }

    private Section section(Workload workload, Path outputs) throws Exception {
        long size = rows == null ? workload.defaultRows() : rows;
        Path data = data(workload);
        workload.prepare(data, size);
        List<String> absent = new ArrayList<>();
        List<String> contestants = new ArrayList<>();
        for (String engine : engines == null ? workload.engines() : engines) {
            if (workload.engines().contains(engine)) {
                workload.missing(engine)
                        .ifPresentOrElse(why -> absent.add(engine + ": " + why), () -> contestants.add(engine));
            } else {
                absent.add(
                        engine + ": not of " + workload.id() + ", which has " + String.join(", ", workload.engines()));
            }
        }
        Results results = measure(workload, contestants, data, outputs, size);
        return new Section(workload, results, size, rounds, absent);
    }

    private Results measure(Workload workload, List<String> contestants, Path data, Path outputs, long size)
            throws Exception {
        Results results = new Results();
        for (int round = 1; round <= rounds; round++) {
            for (String engine : contestants) {
                Path output = outputs.resolve(workload.id() + "-" + engine);
                delete(output);
                Sample sample = Child.start(workload, new Run(engine, data, output, size));
                results.add(engine, sample);
                say("%-10s round %d  %s", workload.id(), round, Section.line(engine, sample));
                if (!engine.equals(contestants.get(0))) {
                    workload.compare(outputs.resolve(workload.id() + "-" + contestants.get(0)), output, size);
                }
            }
        }
        return results;
    }

    private void say(String format, Object... values) {
        if (!json) {
            out.printf(Locale.ROOT, format, values);
            out.flush();
        }
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
