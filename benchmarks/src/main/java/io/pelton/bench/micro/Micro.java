// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.micro;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the JMH benchmarks, each in a fork of its own, and says how many bytes on the heap each operation takes. */
@Command(
        name = "micro",
        mixinStandardHelpOptions = true,
        description = "Measures parts with JMH: time and bytes of garbage for each row or batch.")
public final class Micro implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "PATTERN",
            description = "Parts of names, as regular expressions, such as PageDecoder; all by default.")
    private List<String> patterns = List.of();

    @Option(names = "--json", description = "Print JMH's JSON instead of its table.")
    private boolean json;

    @Option(
            names = "--iterations",
            defaultValue = "3",
            description = "Measured iterations of a second each (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(names = "--profiler", description = "One more JMH profiler, such as stack or jfr.")
    private String profiler = "";

    private final PrintStream out;
    private final PrintStream progress;

    private Micro(PrintStream out, PrintStream progress) {
        this.out = out;
        this.progress = progress;
    }

    /** Runs the benchmarks that the arguments name; gives an exit code. */
    public static int run(String... args) {
        return new CommandLine(new Micro(System.out, System.err)).execute(args);
    }

    @Override
    public Integer call() throws Exception {
        Options options = options();
        Collection<RunResult> results = new Runner(
                        options, OutputFormatFactory.createFormatInstance(json ? progress : out, VerboseMode.NORMAL))
                .run();
        if (json) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        }
        return 0;
    }

    private Options options() {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(1)
                .warmupIterations(2)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .timeUnit(TimeUnit.NANOSECONDS)
                .shouldFailOnError(true)
                .jvmArgsAppend("--add-opens=java.base/java.nio=ALL-UNNAMED", "-Xmx1g")
                .addProfiler(GCProfiler.class);
        if (patterns.isEmpty()) {
            options.include(Micro.class.getPackageName());
        }
        patterns.forEach(pattern -> options.include("(?i)" + pattern));
        if (!profiler.isEmpty()) {
            options.addProfiler(profiler);
        }
        return options.build();
    }
}
