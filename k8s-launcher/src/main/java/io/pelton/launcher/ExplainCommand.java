// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import io.pelton.dataset.JobHandle;
import io.pelton.dataset.JobListener;
import io.pelton.launcher.console.Console;
import io.pelton.launcher.console.ErrorLines;
import io.pelton.launcher.console.LauncherJobListener;
import io.pelton.launcher.job.Program;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the user's program up to its first job and prints that job's plans. */
@Command(
        name = "explain",
        description = "Print the logical, optimised and physical plans of a program's first job without running it.",
        sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private CommonOptions options = new CommonOptions();

    ExplainCommand(Console console) {
        this.console = console;
    }

    /** Ends the program in place of its first job. An error, so that a program's own handlers let it pass. */
    private static final class Explained extends Error {
        private static final long serialVersionUID = 1L;

        private Explained() {
            super("explained", null, false, false);
        }
    }

    private record PrintPlans(PrintStream out) implements JobListener {
        @Override
        public void started(JobHandle job) {
            out.println(job.explain().stripTrailing());
            throw new Explained();
        }
    }

    @Override
    public Integer call() {
        options.apply();
        System.setOut(console.err());
        System.setErr(console.err());
        LauncherJobListener.install(new PrintPlans(console.out()));
        try {
            Program.load(Path.of(options.file), options.mainClass()).run(options.arguments);
            console.err().println("The program ended without starting a job, so there is nothing to explain.");
            return ExitCode.USER.code();
        } catch (Explained explained) {
            return ExitCode.OK.code();
        } catch (Throwable failure) {
            ErrorLines.of(failure, options.stackTrace, console.look()).forEach(console.err()::println);
            return ExitCode.of(failure).code();
        }
    }
}
