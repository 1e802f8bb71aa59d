// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.job;

import io.pelton.dataset.Job;
import io.pelton.dataset.PeltonException;
import io.pelton.launcher.console.ErrorLines;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;

/** The user's program: a class that was found in a source file or a jar and can be run. */
public final class Program {
    private final Class<?> type;

    private Program(Class<?> type) {
        this.type = type;
    }

    /**
     * Loads a program.
     *
     * @param file a {@code .java} file or a jar
     * @param className the class to run; empty to find it
     */
    public static Program load(Path file, Optional<String> className) {
        if (!Files.isRegularFile(file)) {
            throw PeltonException.user("Cannot run " + file + ": expected a Java source file or a jar but found "
                    + (Files.isDirectory(file) ? "a folder" : "nothing") + " there. Check the path.");
        }
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".java")) {
            return fromSource(file, className);
        }
        if (name.endsWith(".jar")) {
            return fromJar(file, className);
        }
        throw PeltonException.user(
                "Cannot run " + file + ": expected a file that ends in .java or .jar. Rename it or give another.");
    }

    private static Program fromSource(Path file, Optional<String> className) {
        Map<String, byte[]> classes = SourceJob.compile(file);
        ClassLoader loader = new MemoryClassLoader(classes, Program.class.getClassLoader());
        if (className.isPresent()) {
            return new Program(named(file, className.get(), loader));
        }
        String simpleName = String.valueOf(file.getFileName()).replaceFirst("\\.java$", "");
        List<Class<?>> runnable = new ArrayList<>();
        for (String name : classes.keySet()) {
            Class<?> candidate = named(file, name, loader);
            if (runs(candidate)) {
                runnable.add(candidate);
            }
        }
        return runnable.stream()
                .filter(c -> c.getSimpleName().equals(simpleName))
                .findFirst()
                .or(() -> runnable.stream().findFirst())
                .map(Program::new)
                .orElseThrow(() -> PeltonException.user("Cannot run " + file
                        + ": expected a class with public static void main(String[] args), or one that implements"
                        + " io.pelton.dataset.Job, but found none in it. Add one."));
    }

    private static Program fromJar(Path file, Optional<String> className) {
        String name = className
                .or(() -> mainClass(file))
                .orElseThrow(() -> PeltonException.user("Cannot run " + file
                        + ": expected --class or a Main-Class in its manifest but found neither. Add --class NAME."));
        try {
            URL url = file.toAbsolutePath().toUri().toURL();
            // Stays open as long as the process, which ends with the program.
            ClassLoader loader =
                    new URLClassLoader(ErrorLines.USERS_LOADER, new URL[] {url}, Program.class.getClassLoader());
            return new Program(named(file, name, loader));
        } catch (MalformedURLException e) {
            throw PeltonException.user("Cannot run " + file + ": its path does not make a URL. Move it.", e);
        }
    }

    private static Optional<String> mainClass(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return Optional.ofNullable(jar.getManifest())
                    .map(manifest -> manifest.getMainAttributes().getValue("Main-Class"));
        } catch (IOException e) {
            throw PeltonException.user(
                    "Cannot run " + file + ": expected a jar but it cannot be read (" + e.getMessage()
                            + "). Give a jar, or build this one again.",
                    e);
        }
    }

    private static Class<?> named(Path file, String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw PeltonException.user(
                    "Cannot run " + file + ": expected a class " + name
                            + " but there is none in it. Check --class; a class in a package needs its full name.",
                    e);
        } catch (LinkageError e) {
            throw PeltonException.user("Cannot run " + file + ": class " + name + " does not load (" + e + ").", e);
        }
    }

    private static boolean runs(Class<?> type) {
        return mainMethod(type).isPresent() || isJob(type);
    }

    private static boolean isJob(Class<?> type) {
        return Job.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
    }

    private static Optional<Method> mainMethod(Class<?> type) {
        try {
            Method main = type.getDeclaredMethod("main", String[].class);
            return Modifier.isStatic(main.getModifiers()) && main.getReturnType() == void.class
                    ? Optional.of(main)
                    : Optional.empty();
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    /** Runs the program in this thread, with its own class loader as the thread's, and throws what it throws. */
    public void run(List<String> arguments) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(type.getClassLoader());
        try {
            Optional<Method> main = mainMethod(type);
            if (main.isPresent()) {
                main.get().setAccessible(true);
                main.get().invoke(null, (Object) arguments.toArray(String[]::new));
            } else {
                newJob().define(List.copyOf(arguments)).run();
            }
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Job newJob() throws ReflectiveOperationException {
        if (!isJob(type)) {
            throw PeltonException.user("Cannot run class " + type.getName()
                    + ": expected public static void main(String[] args), or that it implements"
                    + " io.pelton.dataset.Job, but it has neither. Add one or name another class.");
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (Job) constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw PeltonException.user(
                    "Cannot run job " + type.getName()
                            + ": expected a constructor without parameters but it has none. Add one.",
                    e);
        }
    }
}
