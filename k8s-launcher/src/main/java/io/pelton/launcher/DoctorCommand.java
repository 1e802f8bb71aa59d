// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import io.pelton.launcher.console.Console;
import io.pelton.launcher.doctor.Doctor;
import io.pelton.launcher.doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Looks at the machine and says what is wrong with it and how to mend it. */
@Command(
        name = "doctor",
        description = "Check the JDK, cores, memory, model runtime, folders and access to data; one screen.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "PATH",
            description = "Parquet files whose access is tried, such as s3a://bucket/reviews/*.parquet.")
    private List<String> paths = new ArrayList<>();

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Finding> findings = Doctor.look(paths);
        console.out().println("Pelton " + Version.pelton());
        Doctor.report(findings, console.look()).forEach(console.out()::println);
        return (Doctor.healthy(findings) ? ExitCode.OK : ExitCode.USER).code();
    }
}
