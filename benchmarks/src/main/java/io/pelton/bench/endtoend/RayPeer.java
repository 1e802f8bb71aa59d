// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ray Data's side of a workload: a Python script of {@code benchmarks/peers/ray}, in an environment made by hand. */
final class RayPeer {
    /** The contestant's name. */
    static final String ENGINE = "ray";

    /** The same with what a user can do by hand. */
    static final String TUNED = "ray-tuned";

    private static final Path FOLDER = Path.of("benchmarks", "peers", "ray");
    private static final Path PYTHON = FOLDER.resolve(Path.of(".venv", "bin", "python"));

    private RayPeer() {}

    /** Why a contestant cannot take part; only Ray may have a reason. */
    static Optional<String> missing(String engine) {
        return engine.startsWith(ENGINE) && !Files.isExecutable(PYTHON)
                ? Optional.of("its Python environment is not there; " + FOLDER.resolve("setup.sh") + " makes it")
                : Optional.empty();
    }

    /** The command of a run, or none if the contestant is another. */
    static List<String> command(Run run, String script, List<String> arguments) {
        if (!run.engine().startsWith(ENGINE)) {
            return List.of();
        }
        List<String> command = new ArrayList<>(
                List.of(PYTHON.toString(), FOLDER.resolve(script).toString()));
        command.addAll(arguments);
        command.addAll(List.of("--output", run.output().toString(), "--rows", Long.toString(run.rows())));
        return command;
    }
}
