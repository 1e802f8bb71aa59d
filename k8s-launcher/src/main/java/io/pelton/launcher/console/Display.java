// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import java.util.List;

/** How progress is shown. Any thread may call. */
interface Display {
    /** Shows where the running jobs are. */
    void progress(List<JobView> jobs);

    /** Prints lines that stay. */
    void print(List<String> lines);

    /** Takes away what is only passing, at the end of the process or before other output. */
    void clear();

    /** Shows lines that stay and no progress. */
    static Display quiet(java.io.PrintStream err) {
        return new Display() {
            @Override
            public void progress(List<JobView> jobs) {}

            @Override
            public void print(List<String> lines) {
                lines.forEach(err::println);
            }

            @Override
            public void clear() {}
        };
    }
}
