// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ray Data's side of a workload: a Python script of {@code benchmarks/peers/ray}, in an environment made by hand. */
final class RayPeer {
    /** The contestant's name. */
    static final String ENGINE = "ray";

    private static final Path FOLDER = Path.of("benchmarks", "peers", "ray");
    private static final Path PYTHON = FOLDER.resolve(Path.of(".venv", "bin", "python"));

    private RayPeer() {}

    /** Why a contestant cannot take part; only Ray may have a reason. */
    static Optional<String> missing(String engine) {
        return engine.equals(ENGINE) && !Files.isExecutable(PYTHON)
                ? Optional.of("its Python environment is not there; " + FOLDER.resolve("setup.sh") + " makes it")
                : Optional.empty();
    }

    /** Makes files of resources on the class path, which Python cannot read there; does nothing where Ray has no part. */
    static void unpack(Path data, String... resources) throws IOException {
        if (missing(ENGINE).isPresent()) {
            return;
        }
        for (String resource : resources) {
            Path file = unpacked(data, resource);
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                copy(resource, file);
            }
        }
    }

    private static void copy(String resource, Path file) throws IOException {
        Path unfinished = file.resolveSibling(resource + ".unfinished");
        try (InputStream in = RayPeer.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no resource " + resource);
            }
            Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Where {@link #unpack} puts a resource: one place for all workloads. */
    static Path unpacked(Path data, String resource) {
        return data.resolveSibling(ENGINE).resolve(resource);
    }

    /** The command of a run, or none if the contestant is another. */
    static List<String> command(Run run, String script, List<String> arguments) {
        if (!run.engine().equals(ENGINE)) {
            return List.of();
        }
        List<String> command = new ArrayList<>(
                List.of(PYTHON.toString(), FOLDER.resolve(script).toString()));
        command.addAll(arguments);
        command.addAll(List.of("--output", run.output().toString(), "--rows", Long.toString(run.rows())));
        return command;
    }
}
