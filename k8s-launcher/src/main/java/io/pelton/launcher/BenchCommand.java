// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import io.pelton.launcher.console.Console;
import io.pelton.launcher.console.ErrorLines;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Hands over to the benchmarks, which only their own class path has. */
@Command(name = "bench", description = "Measure whole jobs against loops written by hand; 'bench --help' lists them.")
final class BenchCommand implements Callable<Integer> {
    private static final String MAIN = "io.pelton.bench.endtoend.Bench";

    private final Console console;

    @Parameters(arity = "0..*", paramLabel = "NAME ARG", description = "Which, and their options.")
    private List<String> arguments = new ArrayList<>();

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try {
            Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object)
                    arguments.toArray(String[]::new));
            return ExitCode.OK.code();
        } catch (ClassNotFoundException e) {
            console.err()
                    .println("Cannot run benchmarks: " + MAIN
                            + " is not on the class path. Start them with ./pelton bench in a checkout of Pelton.");
            return ExitCode.USAGE.code();
        } catch (InvocationTargetException e) {
            ErrorLines.of(e, true, console.look()).forEach(console.err()::println);
            return ExitCode.of(e.getCause() == null ? e : e.getCause()).code();
        } catch (ReflectiveOperationException e) {
            ErrorLines.of(e, true, console.look()).forEach(console.err()::println);
            return ExitCode.INTERNAL.code();
        }
    }
}
