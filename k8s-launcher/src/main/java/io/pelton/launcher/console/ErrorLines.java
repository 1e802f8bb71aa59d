// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people read when a job fails: the messages from the outermost to the first cause, each once, and of what user code
 * threw also the user's own lines.
 */
public final class ErrorLines {
    private static final int CAUSES_SHOWN = 6;
    private static final int FRAMES_SHOWN = 5;
    private static final int COMPARED = 120;
    private static final String PELTONS_LOADER = "app";

    /** The name of the class loader that loads the user's program: what it has loaded is user code. */
    public static final String USERS_LOADER = "job";

    private ErrorLines() {}

    /**
     * The lines for a failure.
     *
     * @param stackTrace whether to add every frame
     */
    public static List<String> of(Throwable failure, boolean stackTrace, Look look) {
        Throwable top = unwrap(failure);
        List<String> lines = new ArrayList<>();
        StringBuilder said = new StringBuilder();
        int shown = 0;
        for (Throwable t = top; t != null && shown < CAUSES_SHOWN; t = t.getCause()) {
            String text = text(t);
            if (said.indexOf(text) < 0 && !(shown > 0 && saysTheSame(t, said))) {
                lines.addAll(paragraph(shown == 0 ? look.bad("Error: ") : "  caused by: ", text));
                said.append(text).append('\n');
                shown++;
            }
            if (!(t instanceof PeltonException)) {
                usersFrames(t).forEach(frame -> lines.add("    at " + frame));
            }
        }
        if (top instanceof OutOfMemoryError) {
            lines.add("Give the JVM more, as in PELTON_JAVA_OPTS=-Xmx4g, or have the job hold less at once.");
        }
        if (PeltonException.kindOf(top) == ErrorKind.INTERNAL) {
            String defect = "This is a defect of Pelton, not of your job. ";
            lines.add((said.indexOf("defect of Pelton") < 0 ? defect : "")
                    + "Please report it with what --stacktrace prints.");
        }
        if (stackTrace) {
            lines.addAll(trace(top));
        }
        return lines;
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable t = failure;
        while ((t instanceof InvocationTargetException || t instanceof ExceptionInInitializerError)
                && t.getCause() != null) {
            t = t.getCause();
        }
        return t;
    }

    private static String text(Throwable t) {
        @Nullable String message = t.getMessage();
        if (t instanceof PeltonException && message != null) {
            return message;
        }
        return t.getClass().getName() + (message == null ? "" : ": " + message);
    }

    private static boolean saysTheSame(Throwable t, StringBuilder said) {
        @Nullable String message = t.getMessage();
        // What said it may have cut it.
        return message != null
                && !message.isBlank()
                && said.indexOf(message.substring(0, Math.min(message.length(), COMPARED))) >= 0;
    }

    private static List<String> paragraph(String start, String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.strip().split("\n")) {
            lines.add((lines.isEmpty() ? start : "    ") + line.stripTrailing());
        }
        return lines;
    }

    /** The frames of user code, if user code threw, itself or through the JDK. */
    private static List<String> usersFrames(Throwable t) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : t.getStackTrace()) {
            String loader = frame.getClassLoaderName();
            if (PELTONS_LOADER.equals(loader) && frames.isEmpty() || frames.size() == FRAMES_SHOWN) {
                break;
            }
            if (USERS_LOADER.equals(loader)) {
                frames.add(frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                        + frame.getLineNumber() + ")");
            }
        }
        return frames;
    }

    private static List<String> trace(Throwable t) {
        StringWriter text = new StringWriter();
        t.printStackTrace(new PrintWriter(text));
        return text.toString().lines().toList();
    }
}
