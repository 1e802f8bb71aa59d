// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher;

import io.pelton.launcher.console.Console;
import picocli.CommandLine.Command;

/** Prints versions. */
@Command(name = "version", description = "Print the versions of Pelton and Java.")
final class VersionCommand implements Runnable {
    private final Console console;

    VersionCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        for (String line : new Version().getVersion()) {
            console.out().println(line);
        }
    }
}
