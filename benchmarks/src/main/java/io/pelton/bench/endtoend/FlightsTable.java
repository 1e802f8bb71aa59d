// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Flights in the USA of 2001, as others have written them: time, delay, distance, and the codes of two airports. */
final class FlightsTable implements ScanWorkload.Table {
    private static final Path SCRIPT = Path.of("benchmarks", "inputs", "flights.sh");
    private static final Path FOLDER = Path.of("benchmarks", "data", "flights");
    private static final Path FILE = FOLDER.resolve("flights-3m.parquet");
    private static final long ROWS = 3_000_000;

    @Override
    public Path file(Path data, long rows) {
        return FILE;
    }

    /** Fetches the file; where that is not possible, the script says why, and {@link #missing} what to do. */
    @Override
    public void prepare(Path file, long rows) throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            new ProcessBuilder("bash", SCRIPT.toString(), FOLDER.toString())
                    .inheritIO()
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    @Override
    public long rows(long asked) {
        return ROWS;
    }

    @Override
    public int warmPasses() {
        return 96;
    }

    @Override
    public Optional<String> missing() {
        return Files.exists(FILE)
                ? Optional.empty()
                : Optional.of("there is no " + FILE + "; " + SCRIPT + " " + FOLDER
                        + " fetches it, by npm (apt install npm) and with a network");
    }
}
