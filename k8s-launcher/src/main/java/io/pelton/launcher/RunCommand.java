// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import io.pelton.launcher.console.Console;
import io.pelton.launcher.console.JobTracker;
import io.pelton.launcher.console.LauncherJobListener;
import io.pelton.launcher.console.ProgressMode;
import io.pelton.launcher.job.Program;
import io.pelton.launcher.job.StopOnSignal;
import io.pelton.launcher.profile.Recorder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Stack;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
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

    @Option(
            names = "--profile",
            paramLabel = "FILE",
            arity = "0..1",
            preprocessor = OnlyAttached.class,
            description = "Record where the time goes, say it after each job, and keep the recording in FILE; default:"
                    + " pelton-profile-NAME.jfr in this folder, with the name of the program.")
    @Nullable
    private String profile;

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        options.apply();
        if (profile == null) {
            return run(console.follow(progress, json, RunCommand::exitCode));
        }
        try (Recorder recorder = Recorder.start(profileFile())) {
            JobTracker tracker = console.follow(progress, json, RunCommand::exitCode, recorder::ofJob);
            int code = run(tracker);
            tracker.profiled(recorder.finish(), recorder.file());
            return code;
        }
    }

    private static int exitCode(Throwable failure) {
        return ExitCode.of(failure).code();
    }

    private Path profileFile() {
        if (profile != null && !profile.isEmpty()) {
            return Path.of(profile);
        }
        String program = String.valueOf(Path.of(options.file).getFileName());
        return Path.of("pelton-profile-" + program.replaceFirst("\\.[^.]*$", "") + ".jfr");
    }

    private int run(JobTracker tracker) {
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
            return exitCode(failure);
        }
    }

    /** Takes {@code --profile=FILE}, but not {@code --profile FILE}: what follows is the program to run. */
    static final class OnlyAttached implements CommandLine.IParameterPreprocessor {
        @Override
        public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            if (" ".equals(info.get("separator"))) {
                args.push("");
            }
            return false;
        }
    }
}
