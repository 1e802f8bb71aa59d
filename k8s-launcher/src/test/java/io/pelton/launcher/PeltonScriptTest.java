// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs a copy of {@code ./pelton} in a folder with a blank in its name, with JDKs and Mavens that only say what they do. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class PeltonScriptTest {
    @TempDir
    Path temp;

    private Path home;
    private Path jdk;
    private Path tools;

    private record Run(int code, String out, String err) {}

    @BeforeEach
    void copyTheScript() throws IOException {
        home = Files.createDirectories(temp.resolve("a clone"));
        executable(home.resolve("pelton"), Files.readString(Path.of("..", "pelton")));
        jdk = jdk("jdk 17", "17.0.1");
        tools = Files.createDirectories(temp.resolve("tools"));
    }

    @Test
    void builtCloneStartsJavaWithTheCallersArguments() throws Exception {
        build();

        Run run = pelton(Map.of("PELTON_JAVA_OPTS", "-Xmx1g -Da=b"), "run", "My Job.java", "--x", "");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out.lines().toList())
                .contains("-Xmx1g", "-Da=b", "-Dpelton.terminal=false", "-XX:Tier4InvocationThreshold=20000")
                .containsSubsequence("-jar", home + "/lib/pelton.jar", "run", "My Job.java", "--x", "");
        assertThat(run.err).isEmpty();
    }

    @Test
    void compilersOfTheUserTakeThePlaceOfPeltons() throws Exception {
        build();
        String tier = "-XX:Tier4";

        assertThat(pelton(Map.of(), "version").out.lines())
                .contains(
                        tier + "InvocationThreshold=20000",
                        tier + "MinInvocationThreshold=2400",
                        tier + "CompileThreshold=60000",
                        tier + "BackEdgeThreshold=160000",
                        "-XX:FreqInlineSize=200");
        for (String option :
                List.of("-XX:-TieredCompilation", "-Xcomp", "-XX:Tier4BackEdgeThreshold=7", "-XX:FreqInlineSize=7")) {
            assertThat(pelton(Map.of("JAVA_TOOL_OPTIONS", option), "version")
                            .out
                            .lines())
                    .as(option)
                    .noneMatch(line -> line.contains(tier));
        }
    }

    @Test
    void collectorOfTheUserTakesThePlaceOfPeltons() throws Exception {
        build();

        assertThat(pelton(Map.of(), "version").out.lines())
                .contains("-XX:+UseParallelGC")
                .contains("-XX:GCTimeRatio=9");
        assertThat(pelton(Map.of("PELTON_JAVA_OPTS", "-Da=b -XX:+UseZGC"), "version")
                        .out
                        .lines())
                .contains("-XX:+UseZGC")
                .doesNotContain("-XX:+UseParallelGC");
        assertThat(pelton(Map.of("JAVA_TOOL_OPTIONS", "-Xss1m -XX:+UseG1GC"), "version")
                        .out
                        .lines())
                .doesNotContain("-XX:+UseParallelGC");
        assertThat(pelton(Map.of("PELTON_JAVA_OPTS", "-XX:+UseNUMA -XX:-UseGCOverheadLimit"), "version")
                        .out
                        .lines())
                .contains("-XX:+UseParallelGC");
    }

    @Test
    void linkToTheScriptFindsItsClone() throws Exception {
        build();
        Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("a clone/pelton"));

        Run run = run(link, Map.of(), "version");

        assertThat(run.out).contains(home + "/lib/pelton.jar");
    }

    @Test
    void changedSourceIsBuiltAgain() throws Exception {
        build();
        Path source = Files.createDirectories(home.resolve("dataset-api/src/main/java"))
                .resolve("New.java");
        Files.writeString(source, "");
        Files.setLastModifiedTime(
                source, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 5_000));
        maven("mkdir -p k8s-launcher/target \"$lib\"; touch k8s-launcher/target/k8s-launcher-1.jar");

        Run run = pelton(Map.of(), "version");

        assertThat(run.err).startsWith("Building Pelton (sources have changed)");
        assertThat(run.code).as(run.err).isZero();
    }

    @Test
    void failedBuildShowsItsLastLinesAndIsTriedAgain() throws Exception {
        maven("echo '[ERROR] no such thing'; exit 1");

        for (int call = 0; call < 2; call++) {
            Run run = pelton(Map.of(), "version");

            assertThat(run.code).isEqualTo(2);
            assertThat(run.err).contains("first call", "[ERROR] no such thing", "build.log", "run the command again");
        }
    }

    @Test
    void missingMavenIsToldWithItsCure() throws Exception {
        Run run = pelton(Map.of(), "version");

        assertThat(run.code).isEqualTo(2);
        assertThat(run.err).contains("no Maven (mvn) on the PATH", "apt install maven");
    }

    @Test
    void oldJavaIsRefused() throws Exception {
        Run run = pelton(Map.of("JAVA_HOME", jdk("jdk 11", "11.0.2").toString()), "version");

        assertThat(run.code).isEqualTo(2);
        assertThat(run.err).contains("needs a JDK of version 17 or later", "is 11.0.2");
    }

    @Test
    void javaHomeWithoutJavaIsTold() throws Exception {
        Run run = pelton(Map.of("JAVA_HOME", temp.toString()), "version");

        assertThat(run.code).isEqualTo(2);
        assertThat(run.err).contains("JAVA_HOME is " + temp);
    }

    @Test
    void runtimeWithoutCompilerCannotBuild() throws Exception {
        maven("exit 0");
        Files.delete(jdk.resolve("bin/javac"));

        Run run = pelton(Map.of(), "version");

        assertThat(run.code).isEqualTo(2);
        assertThat(run.err).contains("without a compiler");
    }

    private void build() throws IOException {
        Files.createDirectories(home.resolve("lib"));
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(home.resolve("lib/pelton.jar"), "");
        Files.writeString(home.resolve("lib/.built"), "");
    }

    /** A JDK whose java prints its arguments, one a line. */
    private Path jdk(String name, String version) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(name));
        Files.createDirectories(folder.resolve("bin"));
        executable(folder.resolve("bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        executable(folder.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
        return folder;
    }

    private void maven(String body) throws IOException {
        executable(
                tools.resolve("mvn"),
                "#!/bin/sh\nfor a; do case $a in -Dpelton.lib=*) lib=${a#*=} ;; esac; done\n" + body + "\n");
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Run pelton(Map<String, String> environment, String... args) throws Exception {
        return run(home.resolve("pelton"), environment, args);
    }

    private Run run(Path script, Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(args));
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PELTON") || name.equals("JAVA_HOME"));
        builder.environment().put("PATH", tools + ":" + plainTools());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), read(out), read(err));
    }

    /** The system's tools without its Maven and Java. */
    private Path plainTools() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("plain"));
        for (String tool : List.of(
                "sh",
                "find",
                "head",
                "tail",
                "grep",
                "sed",
                "dirname",
                "readlink",
                "mkdir",
                "rm",
                "mv",
                "cp",
                "touch",
                "cat",
                "flock")) {
            for (String bin : List.of("/usr/bin", "/bin")) {
                Path link = folder.resolve(tool);
                if (Files.exists(Path.of(bin, tool)) && !Files.exists(link)) {
                    Files.createSymbolicLink(link, Path.of(bin, tool));
                }
            }
        }
        return folder;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
