// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of one contestant in a process of its own, so that memory and compiled code are nobody else's. */
public final class Child {
    private static final long LIMIT_MINUTES = 30;

    private Child() {}

    /** Runs {@code WORKLOAD ENGINE FOLDER OUTPUT ROWS} and prints a sample. */
    public static void main(String[] args) throws Exception {
        Workload workload = Workloads.of(args[0]);
        double started = (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                / 1e3;
        long before = System.nanoTime();
        long units = workload.run(args[1], Path.of(args[2]), Path.of(args[3]), Long.parseLong(args[4]));
        double seconds = (System.nanoTime() - before) / 1e9;
        print(new Sample(seconds, started, units, cpuSeconds(), peakResidentBytes()).toLine());
    }

    @SuppressWarnings("SystemOut") // the parent reads it
    private static void print(String line) {
        System.out.println(line);
    }

    private static double cpuSeconds() {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return os.getProcessCpuTime() / 1e9;
    }

    static long peakResidentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }

    /** Starts a child with this process's class path and waits for it. */
    static Sample start(String workload, String engine, Path folder, Path output, long rows) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-XX:MaxRAMPercentage=25",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-DOPT_OUT_TRACKING=true",
                Child.class.getName(),
                workload,
                engine,
                folder.toString(),
                output.toString(),
                Long.toString(rows)));
        Path log = Files.createTempFile("pelton-bench", ".log");
        try {
            ProcessBuilder child =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            // Not as an argument: ONNX Runtime's telemetry crashes on long command lines.
            child.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            child.environment().put("ORT_DISABLE_TELEMETRY", "1");
            Process process = child.start();
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("Cannot measure " + workload + " " + engine + ": it ran longer than "
                        + LIMIT_MINUTES + " min.");
            }
            String text = Files.readString(log);
            if (process.exitValue() != 0) {
                throw new IllegalStateException("Cannot measure " + workload + " " + engine + ":\n" + text);
            }
            return Sample.parse(text);
        } finally {
            Files.delete(log);
        }
    }
}
