// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.launcher.console.Console;
import io.pelton.launcher.console.Look;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The commands with the real engine. */
@Timeout(180)
class RunTest {
    private final PrintStream systemOut = System.out;
    private final PrintStream systemErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @AfterEach
    void giveBackTheProcess() {
        System.setOut(systemOut);
        System.setErr(systemErr);
        System.clearProperty("pelton.existing");
    }

    @Test
    void jobGivesOneObjectAndRunAgainFindsItDone() throws IOException {
        Path job = job("Dataset.range(1000).withColumn(\"twice\", col(\"id\").times(2))");

        assertThat(pelton("run", "--json", job.toString(), output()))
                .as(text(err))
                .isZero();
        assertThat(text(out))
                .hasLineCount(1)
                .contains("\"status\":\"succeeded\"", "\"rowsIn\":1000,", "\"rowsOut\":1000,", "\"rowsBefore\":0,");

        out.reset();
        assertThat(pelton("run", "--json", job.toString(), output())).isZero();
        assertThat(text(out)).contains("\"rowsIn\":0,", "\"rowsBefore\":1000,");
    }

    @Test
    void pipeGetsASummaryOnTheErrorStream() throws IOException {
        Path job = job("Dataset.range(1000)");

        assertThat(pelton("run", job.toString(), output())).as(text(err)).isZero();

        assertThat(text(err)).contains("Done in ", "rows     1,000 in, 1,000 out", "memory   peak ", "files    ");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void explainPrintsAllPlansAndRunsNothing() throws IOException {
        Path job = job("Dataset.range(1000).filter(col(\"id\").gt(10))");

        assertThat(pelton("explain", job.toString(), output())).as(text(err)).isZero();

        assertThat(text(out)).contains("Logical plan", "Optimised plan", "Physical plan", "id > 10");
        assertThat(Path.of(output())).doesNotExist();
    }

    @Test
    void otherJobIsRefusedUnlessToldToOverwrite() throws IOException {
        assertThat(pelton("run", job("Dataset.range(10)").toString(), output())).isZero();
        Path other = job("Dataset.range(20)");

        assertThat(pelton("run", other.toString(), output())).isEqualTo(1);
        assertThat(text(err)).contains("Cannot resume", "--existing overwrite");

        assertThat(pelton("run", other.toString(), "--existing", "overwrite", output()))
                .isZero();
        assertThat(text(err)).contains("20 in, 20 out");
    }

    @Test
    void wrongInputsAndOutputsEndWithTheUsersCode() throws IOException {
        String missing = folder.resolve("no.parquet").toString();
        Path reads = job("Dataset.readParquet(\"" + missing + "\")");
        assertThat(pelton("run", reads.toString(), output())).isEqualTo(1);
        assertThat(text(err))
                .isEqualToIgnoringNewLines("Error: Cannot read " + missing
                        + ": expected a file or folder but found none. Check the path.");

        Path file = Files.writeString(folder.resolve("file"), "kept");
        Path writes = job("Dataset.range(10)");
        for (String output : new String[] {file.toString(), file + "/below", folder.toString()}) {
            err.reset();
            assertThat(pelton("run", writes.toString(), output)).as(output).isEqualTo(1);
            assertThat(text(err)).startsWith("Error: Cannot ").doesNotContain("\tat ");
        }
        assertThat(file).hasContent("kept");
        assertThat(folder.resolve("_pelton")).doesNotExist();
    }

    @Test
    void functionThatThrowsIsToldWithItsRowAndItsLine() throws IOException {
        Path job = job("""
                Dataset.range(10_000).map(Num.class, row -> {
                    long id = (long) row.get("id");
                    if (id == 4_321) throw new IllegalStateException("no such customer");
                    return new Num(id);
                })""");

        assertThat(pelton("run", "--json", job.toString(), output())).isEqualTo(1);

        assertThat(text(err))
                .contains("no such customer", "on row 4321 of range 0..10000", "at TestJob.")
                .doesNotContain("io.pelton.engine.");
        assertThat(text(out)).contains("\"status\":\"failed\",\"exitCode\":1", "\"kind\":\"USER\"");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void interruptedJobDrainsAndGoesOnFromThereWhenRunAgain() throws Exception {
        Path job = job("""
                Dataset.range(200).mapBatches(BatchMap.of(context -> batch -> {
                    Thread.sleep(50L * batch.rowCount());
                    return batch.slice(0, batch.rowCount());
                }).batchRows(4), Compute.tasks(1))""");
        Process first = start(job);
        Path log = Path.of(output(), "_pelton", "log");
        while (first.isAlive() && !hasEntries(log, 2)) {
            Thread.sleep(50); // the first entry begins the log, the second commits a split
        }

        // Not INT, as Ctrl-C sends: a shell that starts something in the background has that ignored, for all it
        // starts.
        new ProcessBuilder("kill", "-TERM", String.valueOf(first.pid())).start().waitFor();
        assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(read("err")).contains("Draining", "run the same command again");
        assertThat(first.exitValue()).as(read("err")).isEqualTo(130);
        assertThat(read("out")).contains("\"status\":\"stopped\",\"exitCode\":130");

        Process second = start(job);
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).as(read("err")).isZero();
        assertThat(read("out")).containsPattern("\"rowsBefore\":[1-9]").contains("\"status\":\"succeeded\"");
    }

    @Test
    void profileIsKeptWhereTheUserStandsAndIsPartOfTheObject() throws Exception {
        Path job = job("Dataset.range(1000).withColumn(\"twice\", col(\"id\").times(2))");

        Process run = start(job, "--profile");

        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).as(read("err")).isZero();
        assertThat(folder.resolve("pelton-profile-TestJob.jfr")).isNotEmptyFile();
        assertThat(read("err")).contains("Profile: pelton-profile-TestJob.jfr");
        assertThat(read("out"))
                .hasLineCount(1)
                .contains(
                        "\"rowsOut\":1000,",
                        "\"profile\":{\"elapsedSeconds\":",
                        "\"computeSeconds\":",
                        "\"advice\":\"");
    }

    @Test
    void whatNoJobToldIsToldAtTheEndOfTheProgram() throws IOException {
        Path job = Files.writeString(folder.resolve("Counts.java"), """
                public class Counts {
                    public static void main(String[] args) {
                        System.out.println(io.pelton.dataset.Dataset.range(5).count());
                    }
                }
                """);
        Path file = folder.resolve("counts.jfr");

        assertThat(pelton("run", "--profile=" + file, job.toString()))
                .as(text(err))
                .isZero();

        assertThat(text(err)).containsSubsequence("range 0..5", "Where the time went", "Profile: " + file);
        assertThat(file).isNotEmptyFile();
    }

    private Process start(Path job, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.pelton.launcher.Main",
                "run",
                "--json"));
        command.addAll(List.of(options));
        command.addAll(List.of(job.toString(), output()));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private static boolean hasEntries(Path log, int count) throws IOException {
        if (!Files.isDirectory(log)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(log)) {
            return entries.filter(entry -> entry.toFile().getName().matches("\\d+"))
                            .count()
                    >= count;
        }
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    private String output() {
        return folder.resolve("output").toString();
    }

    private Path job(String dataset) throws IOException {
        return Files.writeString(folder.resolve("TestJob.java"), """
                import static io.pelton.dataset.expr.Expressions.*;
                import io.pelton.dataset.*;
                import java.util.List;

                public class TestJob implements Job {
                    record Num(long n) {}

                    public Pipeline define(List<String> args) {
                        return %s.writeParquet(args.get(0));
                    }
                }
                """.formatted(dataset));
    }

    private int pelton(String... args) {
        Console console = new Console(stream(out), stream(err), false, Look.PLAIN);
        return Main.commandLine(console).execute(args);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
