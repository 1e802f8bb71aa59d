// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pelton.launcher.console.Console;
import io.pelton.launcher.console.ErrorLines;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code pelton} command: wires the console and the commands together and turns their end into an exit code. */
@Command(
        name = "pelton",
        description = "A streaming engine for offline (batch) inference on the JVM.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the job, its arguments or its input are wrong",
            "2:the command line is wrong, or Pelton cannot start here",
            "3:something outside failed; run the same command again",
            "4:memory, disk or another resource ran out",
            "5:a defect of Pelton",
            "130:stopped by Ctrl-C or SIGTERM after draining; the same command goes on from there"
        },
        footer = {
            "",
            "JVM options come from PELTON_JAVA_OPTS, the JDK from JAVA_HOME or the PATH.",
            "Try: pelton run examples/EmbedGlosses.java"
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        Console console = Console.system();
        int code = commandLine(console).execute(args);
        console.out().flush();
        System.exit(code);
    }

    static CommandLine commandLine(Console console) {
        CommandLine run = new CommandLine(new RunCommand(console)).setUnmatchedOptionsArePositionalParams(true);
        CommandLine explain = new CommandLine(new ExplainCommand(console)).setUnmatchedOptionsArePositionalParams(true);
        CommandLine bench = new CommandLine(new BenchCommand(console)).setUnmatchedOptionsArePositionalParams(true);
        CommandLine pelton = new CommandLine(new Main())
                .addSubcommand(run)
                .addSubcommand(explain)
                .addSubcommand(new DoctorCommand(console))
                .addSubcommand(new ShellCommand(console))
                .addSubcommand(bench)
                .addSubcommand(new VersionCommand(console));
        return pelton.setOut(new PrintWriter(console.out(), true, UTF_8))
                .setErr(new PrintWriter(console.err(), true, UTF_8))
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    ErrorLines.of(failure, false, console.look()).forEach(console.err()::println);
                    return ExitCode.of(failure).code();
                });
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
