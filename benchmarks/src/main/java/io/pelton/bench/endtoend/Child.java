// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One run of one contestant in a process of its own, so that memory and compiled code are nobody else's. */
public final class Child {
    private static final Pattern JVM_OPTION = Pattern.compile(
            "-X(m[nsx]|X:(MaxRAMPercentage|TrimNativeHeapInterval|[+-]Use\\w*GC|GCTimeRatio|SurvivorPadding"
                    + "|MaxNewSize|NewSize|Tier\\w+|[+-]TieredCompilation|FreqInlineSize))");
    private static final long LIMIT_SECONDS = 30 * 60;

    private Child() {}

    /** Runs {@code WORKLOAD ENGINE DATA OUTPUT ROWS} and prints a sample. */
    public static void main(String[] args) throws Exception {
        Run run = new Run(args[1], Path.of(args[2]), Path.of(args[3]), Long.parseLong(args[4]));
        long units = Workloads.of(args[0]).run(run);
        print(run.end(units).toLine());
    }

    @SuppressWarnings("SystemOut") // the parent reads it
    private static void print(String line) {
        System.out.println(line);
    }

    /** Does a run in a new process and waits for it. */
    static Sample start(Workload workload, Run run) throws Exception {
        List<String> command = workload.command(run);
        if (command.isEmpty()) {
            List<String> options = new ArrayList<>(ClassArchive.use());
            options.addAll(workload.jvmOptions());
            command = java(workload.id(), run, options);
        }
        return start(workload.id() + " " + run.engine(), command);
    }

    /** Does a run in a new JVM that leaves behind the classes it loaded. */
    static void train(Workload workload, Run run) throws Exception {
        start("the start of JVMs", java(workload.id(), run, ClassArchive.make()));
    }

    /** Does a run in a new JVM that is to end by a sudden death, and gives what it printed. */
    static String startToDie(String workload, Run run, int exitCode) throws Exception {
        Path log = Files.createTempFile("pelton-bench", ".log");
        try {
            Process process =
                    builder(java(workload, run, ClassArchive.use()), log).start();
            await(process, workload);
            String text = Files.readString(log);
            if (process.exitValue() != exitCode) {
                throw new IllegalStateException("Cannot measure " + workload + ": exit code " + process.exitValue()
                        + " instead of " + exitCode + "\n" + text);
            }
            return text;
        } finally {
            Files.delete(log);
        }
    }

    private static ProcessBuilder builder(List<String> command, Path log) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // Not as an argument: ONNX Runtime's telemetry crashes on long command lines.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
        return builder;
    }

    private static List<String> java(String workload, Run run, List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-DOPT_OUT_TRACKING=true"));
        command.addAll(launcherOptions());
        command.addAll(more);
        if (Runtime.version().feature() >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(
                Child.class.getName(),
                workload,
                run.engine(),
                run.data().toString(),
                run.output().toString(),
                Long.toString(run.rows())));
        return command;
    }

    /** What the launcher, or the user, told this JVM of its memory and its compilers. */
    private static List<String> launcherOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> JVM_OPTION.matcher(option).lookingAt())
                .toList();
    }

    private static Sample start(String what, List<String> command) throws Exception {
        Path log = Files.createTempFile("pelton-bench", ".log");
        try {
            Process process = builder(command, log).start();
            long peak = await(process, what);
            String text = Files.readString(log);
            if (process.exitValue() != 0) {
                throw new IllegalStateException("Cannot measure " + what + ": exit code " + process.exitValue() + " of "
                        + command + "\n" + text);
            }
            Sample sample = Sample.parse(text);
            return sample.peakResidentBytes() > 0 ? sample : sample.withPeakResidentBytes(peak);
        } finally {
            Files.delete(log);
        }
    }

    /** Waits for the end of a process, and gives the most memory that it and its children held at any look. */
    private static long await(Process process, String what) throws InterruptedException {
        long peak = 0;
        long started = System.nanoTime();
        while (!process.waitFor(250, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, ProcessMemory.ofTree(process.toHandle()));
            if (System.nanoTime() - started > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException(
                        "Cannot measure " + what + ": it ran longer than " + LIMIT_SECONDS / 60 + " min.");
            }
        }
        return peak;
    }
}
