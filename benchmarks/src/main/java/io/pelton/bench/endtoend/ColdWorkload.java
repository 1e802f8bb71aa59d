// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.bench.endtoend.GlossFiles.Gloss;
import io.pelton.dataset.BatchStream;
import io.pelton.dataset.RecordBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** From the start of the process to the first vector of EMB. */
final class ColdWorkload implements Workload {
    /** The floor embeds no more than it needs for its first row. */
    private static final int FIRST_ROWS = 1;

    @Override
    public String id() {
        return "COLD";
    }

    @Override
    public String describe() {
        return "start of the process to the first vector of EMB in the caller's hands, class data archived for all JVMs;"
                + " the floor embeds one row only";
    }

    @Override
    public long defaultRows() {
        return new EmbWorkload().defaultRows();
    }

    @Override
    public List<String> engines() {
        return List.of("pelton", "floor", RayPeer.ENGINE);
    }

    @Override
    public Optional<String> missing(String engine) {
        return RayPeer.missing(engine);
    }

    @Override
    public void prepare(Path data, long rows) throws IOException {
        new EmbWorkload().prepare(data, rows);
    }

    @Override
    public List<String> command(Run run) {
        return EmbWorkload.rayCommand(run, "--cold");
    }

    @Override
    public long run(Run run) throws Exception {
        run.beginAtProcessStart();
        return run.engine().equals("pelton") ? pelton(run) : floor(run);
    }

    private static long pelton(Run run) {
        try (BatchStream vectors = EmbWorkload.vectors(run).iterate();
                RecordBatch first = vectors.next()) {
            run.stop();
            return first == null ? 0 : 1;
        }
    }

    /** Reads while the model loads. */
    private static long floor(Run run) throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (BufferAllocator allocator = new RootAllocator()) {
            Future<List<Gloss>> rows =
                    other.submit(() -> GlossFiles.read(EmbFiles.input(run.data(), 1), FIRST_ROWS, allocator));
            try (MiniLm model = new MiniLm(run.data(), 1)) {
                long[] tokens = model.tokens(rows.get().get(0).text());
                long found = model.embed(new long[][] {tokens}).length;
                run.stop();
                return found;
            }
        } finally {
            other.shutdownNow();
        }
    }

    @Override
    public void compare(Path expected, Path found, long rows) {}

    @Override
    public List<Gate> gates() {
        return List.of(Gates.time("floor", 1.1), Gates.time(RayPeer.ENGINE, 1 / 8.0));
    }
}
