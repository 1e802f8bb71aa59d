// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;

/** How the process ends; documented in docs/cli.md and in {@code pelton --help}. */
public enum ExitCode {
    /** All that was asked for is done. */
    OK(0),
    /** The job, its arguments or its input are wrong; running it again fails again. */
    USER(1),
    /** The command line is wrong, or Pelton cannot start here. */
    USAGE(2),
    /** Something outside failed, such as a connection: running it again may succeed and takes up the work. */
    TRANSIENT(3),
    /** Memory, disk or another resource ran out. */
    RESOURCE(4),
    /** A defect of Pelton. */
    INTERNAL(5),
    /** Stopped by a signal after draining; the same command takes up the work. */
    STOPPED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** The number that the shell sees. */
    public int code() {
        return code;
    }

    /** The code for a job that failed. */
    public static ExitCode of(Throwable failure) {
        ErrorKind kind = PeltonException.kindOf(failure);
        return switch (kind) {
            case USER -> USER;
            case TRANSIENT -> TRANSIENT;
            case RESOURCE -> RESOURCE;
            case INTERNAL -> INTERNAL;
        };
    }
}
