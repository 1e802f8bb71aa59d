// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    private static final String RESULT = "pelton.test.result";

    @TempDir
    Path folder;

    @Test
    void singleFileRunsWithItsArgumentsAndItsOwnClassLoader() throws Throwable {
        Path file = write("My Job.java", """
                import io.pelton.dataset.JobOptions;
                import java.util.function.Supplier;

                class Other {}

                public class Job {
                    record Pair(int a, String b) {}

                    static void main(String[] args) {
                        Supplier<String> late = () -> new Pair(args.length, args[1]).toString();
                        boolean own = Thread.currentThread().getContextClassLoader() == Job.class.getClassLoader();
                        System.setProperty("pelton.test.result", late.get() + own + JobOptions.defaults().existing());
                    }
                }
                """);

        Program.load(file, Optional.empty()).run(List.of("--limit", "10"));

        assertThat(System.getProperty(RESULT)).isEqualTo("Pair[a=2, b=10]trueRESUME");
    }

    @Test
    void classNamedAsTheFileComesBeforeOthers() throws Throwable {
        Path file = write("Second.java", """
                class First { public static void main(String[] a) { System.setProperty("pelton.test.result", "first"); } }
                class Second { public static void main(String[] a) { System.setProperty("pelton.test.result", "second"); } }
                """);

        Program.load(file, Optional.empty()).run(List.of());
        assertThat(System.getProperty(RESULT)).isEqualTo("second");

        Program.load(file, Optional.of("First")).run(List.of());
        assertThat(System.getProperty(RESULT)).isEqualTo("first");
    }

    @Test
    void compileErrorsShowFileLineAndPlace() throws IOException {
        Path file = write("Wrong.java", """
                public class Wrong {
                    public static void main(String[] args) {
                        int x = "text";
                    }
                }
                """);

        assertThatThrownBy(() -> Program.load(file, Optional.empty()))
                .isInstanceOfSatisfying(
                        PeltonException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USER))
                .hasMessageContaining("1 error")
                .hasMessageContaining(file + ":3: incompatible types")
                .hasMessageContaining("        int x = \"text\";\n                  ^");
    }

    @Test
    void exceptionOfTheProgramComesOutAsItIsWithItsLine() throws IOException {
        Path file = write("Throws.java", """
                public class Throws {
                    public static void main(String[] args) {
                        throw new IllegalStateException("no luck");
                    }
                }
                """);

        assertThatThrownBy(() -> Program.load(file, Optional.empty()).run(List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no luck")
                .satisfies(e -> assertThat(e.getStackTrace()[0].getLineNumber()).isEqualTo(3));
    }

    @Test
    void fileWithoutAnythingToRunSaysWhatToAdd() throws IOException {
        Path file = write("Empty.java", "public class Empty {}");

        assertThatThrownBy(() -> Program.load(file, Optional.empty())).hasMessageContaining("public static void main");
    }

    @Test
    void missingFileAndOddNamesAreRefused() throws IOException {
        Path text = write("job.txt", "");

        assertThatThrownBy(() -> Program.load(folder.resolve("none.java"), Optional.empty()))
                .hasMessageContaining("found nothing there");
        assertThatThrownBy(() -> Program.load(folder, Optional.empty())).hasMessageContaining("found a folder");
        assertThatThrownBy(() -> Program.load(text, Optional.empty())).hasMessageContaining("ends in .java or .jar");
    }

    @Test
    void jarRunsTheClassThatIsNamedOrThatItsManifestNames() throws Throwable {
        Path source = write("InJar.java", """
                package app;
                public class InJar {
                    public static void main(String[] a) { System.setProperty("pelton.test.result", "jar " + a.length); }
                }
                """);
        Path named = jar("named.jar", SourceJob.compile(source), Optional.of("app.InJar"));
        Path plain = jar("plain.jar", SourceJob.compile(source), Optional.empty());

        Program.load(named, Optional.empty()).run(List.of("x"));
        assertThat(System.getProperty(RESULT)).isEqualTo("jar 1");

        Program.load(plain, Optional.of("app.InJar")).run(List.of());
        assertThat(System.getProperty(RESULT)).isEqualTo("jar 0");

        assertThatThrownBy(() -> Program.load(plain, Optional.empty())).hasMessageContaining("--class NAME");
        assertThatThrownBy(() -> Program.load(plain, Optional.of("InJar"))).hasMessageContaining("full name");
    }

    @Test
    void jobIsDefinedFromItsArguments() throws IOException {
        Path file = write("Numbers.java", """
                import io.pelton.dataset.*;
                import java.util.List;
                class Numbers implements Job {
                    public Pipeline define(List<String> args) { throw new IllegalStateException("defined from " + args); }
                }
                """);

        assertThatThrownBy(() -> Program.load(file, Optional.empty()).run(List.of("10")))
                .hasMessage("defined from [10]");
    }

    @Test
    void jobThatCannotBeMadeSaysWhatToAdd() throws IOException {
        Path file = write("Numbers.java", """
                import io.pelton.dataset.*;
                import java.util.List;
                record Numbers(int n) implements Job {
                    public Pipeline define(List<String> args) { return Dataset.range(n).writeParquet("x"); }
                }
                """);

        assertThatThrownBy(() -> Program.load(file, Optional.empty()).run(List.of()))
                .hasMessageContaining("expected a constructor without parameters");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path jar(String name, Map<String, byte[]> classes, Optional<String> mainClass) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        mainClass.ifPresent(main -> manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main));
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey().replace('.', '/') + ".class"));
                jar.write(entry.getValue());
            }
        }
        return file;
    }
}
