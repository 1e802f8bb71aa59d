// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.endtoend;

import io.pelton.bench.endtoend.GlossFiles.Gloss;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** The loop that most people write: rows as they come, 32 at a time, one session with default options. */
final class EmbNaive {
    private static final int BATCH_ROWS = 32;

    long run(Run run) throws Exception {
        try (BufferAllocator allocator = new RootAllocator();
                MiniLm model = new MiniLm(run.data(), 0);
                GlossFiles.Out out = new GlossFiles.Out(run.output(), allocator)) {
            List<Gloss> glosses = GlossFiles.read(EmbFiles.input(run.data(), run.rows()), run.rows(), allocator);
            for (int from = 0; from < glosses.size(); from += BATCH_ROWS) {
                List<Gloss> batch = glosses.subList(from, Math.min(glosses.size(), from + BATCH_ROWS));
                out.write(
                        batch,
                        model.embed(
                                batch.stream().map(g -> model.tokens(g.text())).toArray(long[][]::new)));
            }
            return out.finish();
        }
    }
}
