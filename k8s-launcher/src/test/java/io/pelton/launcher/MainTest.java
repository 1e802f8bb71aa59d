// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.launcher.console.Console;
import io.pelton.launcher.console.Look;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
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
        System.clearProperty("pelton.cpus");
        System.clearProperty("pelton.memory");
    }

    @Test
    void helpNamesEveryCommandAndExitCode() {
        assertThat(pelton("--help")).isZero();

        assertThat(text(out))
                .contains("run", "explain", "doctor", "shell", "bench", "version", "130", "PELTON_JAVA_OPTS");
        for (ExitCode code : ExitCode.values()) {
            assertThat(text(out)).as(code.name()).containsPattern("(?m)^ +" + code.code() + " ");
        }
    }

    @Test
    void wrongCommandLineIsTold() {
        assertThat(pelton("run")).isEqualTo(2);
        assertThat(text(err)).contains("Missing required parameter");
        assertThat(pelton("rum", "x")).isEqualTo(2);
        assertThat(pelton("run", "--progress", "loud", "Job.java")).isEqualTo(2);
        assertThat(text(err)).contains("expected auto, live, plain or none but found 'loud'");
    }

    @Test
    void optionsThatAreNotPeltonsGoToTheProgramInTheirOrder() throws IOException {
        Path job = write("System.out.print(String.join(\" \", args) + System.getProperty(\"pelton.cpus\"));");

        assertThat(pelton(
                        "run",
                        "--cpus",
                        "3",
                        job.toString(),
                        "--limit",
                        "5",
                        "x",
                        "--existing",
                        "overwrite",
                        "--",
                        "--json"))
                .isZero();

        assertThat(text(out)).isEqualTo("--limit 5 x --json3");
        assertThat(System.getProperty("pelton.existing")).isEqualTo("overwrite");
    }

    @Test
    void jsonKeepsTheProgramsOutputAwayFromTheObjects() throws IOException {
        Path job = write("System.out.println(\"hello\"); throw new IllegalStateException(\"no luck\");");

        assertThat(pelton("run", "--json", job.toString())).isEqualTo(1);

        assertThat(text(out))
                .startsWith("{\"status\":\"failed\",\"exitCode\":1")
                .contains("no luck")
                .hasLineCount(1);
        assertThat(text(err))
                .contains("hello", "Error: java.lang.IllegalStateException: no luck", "at Job.main(Job.java:3)");
    }

    @Test
    void wrongValueOfAnOptionFailsBeforeTheProgramStarts() throws IOException {
        Path job = write("System.out.println(\"started\");");

        assertThat(pelton("run", "--memory", "lots", job.toString())).isEqualTo(2);

        assertThat(text(err)).contains("Cannot use --memory: expected a size such as 512m or 4g but found 'lots'");
        assertThat(text(out)).isEmpty();

        err.reset();
        assertThat(pelton("run", "--memory", "900t", job.toString())).isEqualTo(2);
        assertThat(text(err))
                .containsPattern("Cannot use --memory: expected at most the [0-9.,]+ GB that this machine has")
                .contains("but found 989,560.5 GB");
    }

    @Test
    void optionsBeforeTheFileMustBePeltons() throws IOException {
        Path job = write("System.out.println(\"started\");");

        for (String command : new String[] {"run", "explain"}) {
            assertThat(pelton(command, "--nope", job.toString())).isEqualTo(2);
            assertThat(pelton(command, "--cpus", "0", job.toString())).isEqualTo(2);
        }

        assertThat(text(err))
                .contains(
                        "Cannot run --nope: expected an option that is listed below, or a file, but found neither.",
                        "Cannot use --cpus: expected at least 1 but found 0.");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void programThatDoesNotCompileIsToldWithItsLines() throws IOException {
        Path job = write("int x = \"no\";");

        assertThat(pelton("run", job.toString())).isEqualTo(1);

        assertThat(text(err))
                .contains("Error: Cannot compile ", "Job.java:3: incompatible types")
                .doesNotContain("\tat ");
    }

    @Test
    void explainingAProgramWithoutJobsSaysSo() throws IOException {
        assertThat(pelton("explain", write("").toString())).isEqualTo(1);

        assertThat(text(err)).contains("nothing to explain");
    }

    @Test
    void everyKindOfFailureHasItsExitCode() {
        assertThat(ExitCode.of(new PeltonException(ErrorKind.USER, "x")).code()).isEqualTo(1);
        assertThat(ExitCode.of(new PeltonException(ErrorKind.TRANSIENT, "x")).code())
                .isEqualTo(3);
        assertThat(ExitCode.of(new PeltonException(ErrorKind.RESOURCE, "x")).code())
                .isEqualTo(4);
        assertThat(ExitCode.of(new PeltonException(ErrorKind.INTERNAL, "x")).code())
                .isEqualTo(5);
        assertThat(ExitCode.of(new OutOfMemoryError()).code()).isEqualTo(4);
        assertThat(ExitCode.of(new IllegalStateException()).code()).isEqualTo(1);
    }

    @Test
    void benchmarksThatAreNotThereAreSaidToBeMissing() {
        assertThat(pelton("bench", "EMB", "--rounds", "1")).isEqualTo(2);

        assertThat(text(err)).contains("./pelton bench");
    }

    private Path write(String body) throws IOException {
        return Files.writeString(
                folder.resolve("Job.java"),
                "public class Job {\n    public static void main(String[] args) {\n" + body + "\n    }\n}\n");
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
