// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import io.pelton.launcher.console.Console;
import io.pelton.launcher.console.JobTracker;
import io.pelton.launcher.console.LauncherJobListener;
import io.pelton.launcher.console.ProgressMode;
import io.pelton.launcher.job.Program;
import io.pelton.launcher.job.StopOnSignal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the user's program and shows what its jobs do. */
@Command(name = "run", description = "Run a job: a single Java file or a class of a jar.", sortOptions = false)
final class RunCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(
            names = "--json",
            description = "Print one JSON object for each job to the output, all else to the error stream.")
    private boolean json;

    @Option(
            names = "--progress",
            paramLabel = "auto|live|plain|none",
            converter = CommonOptions.ProgressConverter.class,
            description = "How to show progress; default: auto, which is live on a terminal and plain elsewhere.")
    private ProgressMode progress = ProgressMode.AUTO;

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        options.apply();
        JobTracker tracker =
                console.follow(progress, json, failure -> ExitCode.of(failure).code());
        LauncherJobListener.install(tracker);
        StopOnSignal stop = StopOnSignal.install(tracker);
        try {
            Program.load(Path.of(options.file), options.mainClass()).run(options.arguments);
            return (stop.programEnded() ? ExitCode.STOPPED : ExitCode.OK).code();
        } catch (Throwable failure) {
            if (stop.programEnded()) {
                return ExitCode.STOPPED.code();
            }
            tracker.programFailed(failure, options.stackTrace);
            return ExitCode.of(failure).code();
        }
    }
}
