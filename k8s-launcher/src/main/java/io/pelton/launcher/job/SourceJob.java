// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.job;

import io.pelton.dataset.PeltonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a single-file job in memory, against the class path of this process. */
final class SourceJob {
    private final Path file;
    private final String text;

    private SourceJob(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /** Compiles a file; gives the bytes of its classes by name, those of top-level classes first and in their order. */
    static Map<String, byte[]> compile(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw PeltonException.user(
                    "Cannot run " + file + ": expected a Java source file in UTF-8 but reading it failed ("
                            + e.getMessage() + "). Check the file and its permissions.",
                    e);
        }
        return new SourceJob(file, text).compile();
    }

    private Map<String, byte[]> compile() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw PeltonException.user("Cannot compile " + file + ": expected a JDK but "
                    + System.getProperty("java.home")
                    + " is a Java runtime without a compiler. Set JAVA_HOME to a JDK of version 17 or later.");
        }
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        StringWriter rest = new StringWriter();
        try (ClassesInMemory classes = new ClassesInMemory(
                compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8))) {
            List<String> options = List.of("-g", "-parameters", "-proc:none", "-classpath", classPath());
            boolean compiled = compiler.getTask(rest, classes, diagnostics, options, null, List.of(new Source()))
                    .call();
            if (!compiled) {
                throw PeltonException.user(message(diagnostics.getDiagnostics(), rest.toString()));
            }
            return classes.bytes();
        } catch (IOException e) {
            throw PeltonException.user("Cannot compile " + file + ": " + e.getMessage(), e);
        }
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private String message(List<Diagnostic<? extends JavaFileObject>> diagnostics, String rest) {
        List<String> lines = new ArrayList<>();
        long errors = diagnostics.stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .count();
        lines.add("Cannot compile " + file + ": " + errors + (errors == 1 ? " error." : " errors.")
                + " Mend the lines below.");
        String[] source = text.split("\n", -1);
        for (Diagnostic<? extends JavaFileObject> d : diagnostics) {
            if (d.getKind() == Diagnostic.Kind.ERROR) {
                lines.addAll(lines(d, source));
            }
        }
        if (errors == 0) {
            lines.add(rest.strip());
        }
        return String.join("\n", lines);
    }

    private List<String> lines(Diagnostic<? extends JavaFileObject> d, String[] source) {
        List<String> lines = new ArrayList<>();
        lines.add(file + ":" + d.getLineNumber() + ": " + d.getMessage(Locale.ROOT));
        int line = (int) d.getLineNumber() - 1;
        if (line >= 0 && line < source.length) {
            String code = source[line].stripTrailing();
            lines.add("  " + code.replace('\t', ' '));
            lines.add("  " + " ".repeat((int) Math.max(0, d.getColumnNumber() - 1)) + "^");
        }
        return lines;
    }

    private final class Source extends SimpleJavaFileObject {
        private Source() {
            super(file.toUri(), Kind.SOURCE);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        /** As with {@code java Job.java}, a public class need not be named as its file. */
        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class ClassesInMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();

        private ClassesInMemory(JavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            classes.put(className, bytes);
            return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }

        private Map<String, byte[]> bytes() {
            Map<String, byte[]> bytes = new LinkedHashMap<>();
            classes.forEach((name, stream) -> bytes.put(name, stream.toByteArray()));
            return bytes;
        }
    }
}
