// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

/** How progress is shown, as {@code --progress} names it. */
public enum ProgressMode {
    /** {@link #LIVE} on a terminal, {@link #PLAIN} elsewhere. */
    AUTO,
    /** Redrawn in place. */
    LIVE,
    /** A line every few seconds. */
    PLAIN,
    /** Not at all. */
    NONE
}
