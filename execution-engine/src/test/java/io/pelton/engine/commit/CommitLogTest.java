// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.JobOptions.Existing;
import io.pelton.engine.io.InMemoryFileStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitLogTest {
    private final InMemoryFileStore store = new InMemoryFileStore();
    private final SimulatedJob job = new SimulatedJob("a", List.of(5, 0, 7), 3, 2);

    @Test
    void aFinishedJobHasNothingLeftToDo() throws Exception {
        SimulatedJob.Run first = job.run(store, "/out", Existing.RESUME);
        List<String> paths = store.paths();
        SimulatedJob.Run second = job.run(store, "/out", Existing.RESUME);

        assertThat(second.computed()).isEmpty();
        assertThat(second.files()).isEqualTo(first.files());
        assertThat(store.paths()).isEqualTo(paths);
    }
}
