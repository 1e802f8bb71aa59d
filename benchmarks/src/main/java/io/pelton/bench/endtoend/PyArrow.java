// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The contestant that is Arrow's C++ library, driven by a script; it shares the environment of the Ray peer. */
final class PyArrow {
    private static final Path PEERS = Path.of("benchmarks", "peers");

    private PyArrow() {}

    /** The Python that has pyarrow. */
    static Path python() {
        return PEERS.resolve(Path.of("ray", ".venv", "bin", "python"));
    }

    /** What to do where there is none. */
    static String missing() {
        return "its Python environment is not there; make it with benchmarks/peers/ray/setup.sh";
    }

    static List<String> command(String script, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(python().toString());
        command.add(PEERS.resolve(Path.of("pyarrow", script)).toString());
        command.addAll(List.of(arguments));
        return command;
    }
}
