// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import io.pelton.dataset.PeltonException;
import io.pelton.launcher.console.Console;
import io.pelton.launcher.console.LauncherJobListener;
import io.pelton.launcher.console.ProgressMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** JShell with Pelton on its class path and imported, in this process, so that the launcher's JVM settings hold. */
@Command(name = "shell", description = "Start JShell with Pelton imported.", mixinStandardHelpOptions = true)
final class ShellCommand implements Callable<Integer> {
    private static final List<String> STARTUP = List.of(
            "import java.io.*;",
            "import java.nio.file.*;",
            "import java.time.*;",
            "import java.util.*;",
            "import java.util.function.*;",
            "import java.util.stream.*;",
            "import io.pelton.dataset.*;",
            "import io.pelton.dataset.expr.*;",
            "import io.pelton.dataset.source.*;",
            "import io.pelton.dataset.sink.*;",
            "import io.pelton.inference.*;",
            "import static io.pelton.dataset.expr.Expressions.*;",
            "System.out.println(\"Pelton is imported. Try: Dataset.range(10).show()   /exit leaves.\")");

    private final Console console;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "JShell scripts to run first.")
    private List<String> scripts = new ArrayList<>();

    ShellCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        LauncherJobListener.install(console.follow(
                ProgressMode.AUTO, false, failure -> ExitCode.of(failure).code()));
        Path startup = startupFile();
        try {
            List<String> arguments = new ArrayList<>(List.of(
                    "--execution",
                    "local",
                    "--class-path",
                    System.getProperty("java.class.path"),
                    "--startup",
                    startup.toString(),
                    "--feedback",
                    "concise"));
            arguments.addAll(scripts);
            return JavaShellToolBuilder.builder().start(arguments.toArray(String[]::new));
        } finally {
            Files.deleteIfExists(startup);
        }
    }

    private static Path startupFile() {
        try {
            return Files.write(Files.createTempFile("pelton-shell", ".jsh"), STARTUP);
        } catch (IOException e) {
            throw PeltonException.user(
                    "Cannot start the shell: no file can be written to " + System.getProperty("java.io.tmpdir") + " ("
                            + e.getMessage() + "). Free some space or set -Djava.io.tmpdir in PELTON_JAVA_OPTS.",
                    e);
        }
    }
}
