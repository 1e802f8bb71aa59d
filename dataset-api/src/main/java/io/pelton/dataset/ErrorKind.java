// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

/** What a failure asks for. Retry decisions look at the kind, never at class names or message text. */
public enum ErrorKind {
    /** The pipeline, its arguments or its input are wrong: fix them; another attempt fails again. */
    USER,
    /** The same work may succeed on another attempt, such as after a lost connection. */
    TRANSIENT,
    /** Memory, disk or another resource ran out: the same work may succeed in smaller pieces. */
    RESOURCE,
    /** A defect of Pelton itself. */
    INTERNAL
}
