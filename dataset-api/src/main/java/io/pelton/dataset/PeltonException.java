// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The base of every exception that Pelton throws on purpose. Messages follow one grammar:
 * {@code Cannot <what>: <expected> but <found> [where]. <what to do>}.
 */
public class PeltonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;

    public PeltonException(ErrorKind kind, String message) {
        this(kind, message, null);
    }

    public PeltonException(ErrorKind kind, String message, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
        this.kind = requireNonNull(kind, "kind");
    }

    /** What the failure asks for. */
    public ErrorKind kind() {
        return kind;
    }

    /** A failure that the user mends: a wrong argument, a wrong type, a missing file. */
    public static PeltonException user(String message) {
        return new PeltonException(ErrorKind.USER, message);
    }

    /** As {@link #user(String)}, with what caused it. */
    public static PeltonException user(String message, Throwable cause) {
        return new PeltonException(ErrorKind.USER, message, cause);
    }

    /**
     * The kind of any throwable: its own if it is a {@code PeltonException}, {@link ErrorKind#RESOURCE} for memory errors
     * of the JVM and of Arrow, {@link ErrorKind#USER} otherwise, since what else throws is user code.
     */
    public static ErrorKind kindOf(Throwable t) {
        if (t instanceof PeltonException) {
            return ((PeltonException) t).kind();
        }
        if (t instanceof OutOfMemoryError || t instanceof org.apache.arrow.memory.OutOfMemoryException) {
            return ErrorKind.RESOURCE;
        }
        return ErrorKind.USER;
    }
}
