// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.JobOptions.Existing;
import io.pelton.engine.io.FileStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at an output folder as readers do. */
final class Outputs {
    private Outputs() {}

    /** The lines of all files that plain readers see, in the order of the names. */
    static List<String> lines(FileStore store, String output) throws IOException {
        List<String> lines = new ArrayList<>();
        for (FileStore.Status file : store.list(output)) {
            String name = OutputFolder.name(file);
            if (!file.folder() && !name.startsWith("_") && !name.startsWith(".")) {
                try (InputStream in = store.open(file.path())) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .forEach(lines::add);
                }
            }
        }
        return lines;
    }

    static boolean succeeded(FileStore store, String output) throws IOException {
        return store.status(output + "/_SUCCESS").isPresent();
    }

    /** What {@code _SUCCESS} says. */
    static String success(FileStore store, String output) throws IOException {
        try (InputStream in = store.open(output + "/_SUCCESS")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Optional<Generation> generation(FileStore store, String output) throws IOException {
        Retry once = new Retry(1, n -> {});
        return new SegmentFiles(store, new OutputFolder(store, output, once), once)
                .replay()
                .generation();
    }

    /** The job that the log says began the latest generation. */
    static Optional<JobIdentity> identity(FileStore store, String output) throws IOException {
        return generation(store, output).map(Generation::identity);
    }

    /** The same, if that generation is overwriting. */
    static Optional<JobIdentity> overwriting(FileStore store, String output) throws IOException {
        return generation(store, output).filter(Generation::overwrite).map(Generation::identity);
    }

    /** Ranges that the log says are committed in the latest generation. */
    static Set<RowRange> committed(FileStore store, String output) throws IOException {
        return generation(store, output)
                .map(g -> g.splits().inOrder().stream()
                        .flatMap(s -> s.ranges().stream())
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    /** Asserts that the output is the job's, whole and once, and that nothing else lies about. */
    static void assertWhole(FileStore store, String output, SimulatedJob job, String as) throws IOException {
        assertThat(succeeded(store, output)).as("_SUCCESS %s", as).isTrue();
        SimulatedJob.Run again = assertRows(store, output, job, as);
        assertThat(again.computed()).as("splits left to do %s", as).isEmpty();
        Set<String> expected = new TreeSet<>(Set.of("_SUCCESS", "_pelton"));
        again.files().forEach(file -> expected.add(file.name()));
        assertThat(names(store, output)).as("files %s", as).isEqualTo(expected);
        assertThat(names(store, output + "/_pelton"))
                .as("what is left under _pelton %s", as)
                .hasSize(2)
                .contains("log");
        for (String name : names(store, output + "/_pelton")) {
            if (!name.equals("log")) {
                assertThat(names(store, output + "/_pelton/" + name))
                        .as("what is left in %s %s", name, as)
                        .containsExactly("manifest");
            }
        }
    }

    /** Asserts that running the job once more finds all done, and that readers see its rows, whole and once. */
    static SimulatedJob.Run assertRows(FileStore store, String output, SimulatedJob job, String as) throws IOException {
        assertThat(lines(store, output)).as("rows %s", as).isEqualTo(job.expected());
        SimulatedJob.Run again = job.run(store, output, Existing.RESUME);
        assertThat(again.computed()).as("splits left to do %s", as).isEmpty();
        assertThat(lines(store, output)).as("rows %s", as).isEqualTo(job.expected());
        assertThat(succeeded(store, output)).as("_SUCCESS %s", as).isTrue();
        return again;
    }

    private static Set<String> names(FileStore store, String folder) throws IOException {
        return store.list(folder).stream().map(OutputFolder::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
