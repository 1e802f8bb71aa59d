// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import io.pelton.dataset.JobOptions;
import io.pelton.dataset.PeltonException;
import io.pelton.engine.runtime.MachineLimits;
import io.pelton.launcher.console.ProgressMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A program, its arguments and how to run it: what {@code run} and {@code explain} share. */
final class CommonOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "FILE", description = "A single-file Java job (JOB.java) or a jar.")
    String file = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "ARG",
            description = "The program's own arguments. Options that are none of those below are among them; so is"
                    + " everything after --.")
    List<String> arguments = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "The class to run; default: the one with a main method.")
    @Nullable
    String className;

    @Option(
            names = "--existing",
            paramLabel = "resume|overwrite",
            description = "What to do with output of an earlier run; default: resume.")
    @Nullable
    String existing;

    @Option(names = "--cpus", paramLabel = "N", description = "Cores to use; default: those the cgroup allows.")
    @Nullable
    String cpus;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "Memory for batches in flight, such as 512m; default: a share of the process's.")
    @Nullable
    String memory;

    @Option(names = "--stacktrace", description = "Print every stack frame of a failure.")
    boolean stackTrace;

    @Option(names = "--verbose", description = "Log the engine's steps to the error stream.")
    boolean verbose;

    Optional<String> mainClass() {
        return Optional.ofNullable(className);
    }

    /**
     * Makes the options known to the engine, which reads them as system properties.
     *
     * @throws CommandLine.ParameterException if one of them is wrong
     */
    void apply() {
        if (file.startsWith("-")) {
            throw wrong(
                    "Cannot run " + file + ": expected an option that is listed below, or a file, but found neither."
                            + " Options of the program follow the file.");
        }
        set("pelton.existing", existing);
        set("pelton.cpus", cpus);
        set("pelton.memory", memory);
        if (verbose) {
            System.setProperty("org.slf4j.simpleLogger.log.io.pelton", "info");
        }
        try {
            JobOptions given = JobOptions.fromSystemProperties();
            if (memory != null) {
                MachineLimits.detect().check(given);
            }
        } catch (PeltonException e) {
            throw wrong(asGiven(String.valueOf(e.getMessage())));
        }
    }

    /** The message with options in place of the properties that they set. */
    private String asGiven(String message) {
        String text = existing == null ? message : message.replace("pelton.existing:", "--existing:");
        text = cpus == null ? text : text.replace("pelton.cpus:", "--cpus:");
        return memory == null ? text : text.replace("pelton.memory:", "--memory:");
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private static void set(String property, @Nullable String value) {
        if (value != null) {
            System.setProperty(property, value);
        }
    }

    /** Reads {@code auto}, {@code live}, {@code plain} and {@code none}. */
    static final class ProgressConverter implements CommandLine.ITypeConverter<ProgressMode> {
        @Override
        public ProgressMode convert(String text) {
            for (ProgressMode mode : ProgressMode.values()) {
                if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return mode;
                }
            }
            throw new CommandLine.TypeConversionException(
                    "expected auto, live, plain or none but found '" + text + "'");
        }
    }
}
