// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.JobOptions.Existing;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.FaultyFileStore;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.InMemoryFileStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LongLogTest {
    private static final JobIdentity IDENTITY =
            new JobIdentity("plan", "fingerprint", List.of(new SourcePart("part", "1", 0)));

    private static CommitLog open(FileStore store, String token) throws IOException {
        return CommitLog.open(store, "/out", IDENTITY, Existing.RESUME, () -> token, () -> true, new Retry(1, n -> {}));
    }

    private static CommittedSplit split(long row) {
        return new CommittedSplit(List.of(new RowRange(0, row, row + 1, false)), "a" + row, List.of(), 1, 1, List.of());
    }

    @Test
    void aLogOfManySegmentsIsReadFromFew() throws Exception {
        InMemoryFileStore store = new InMemoryFileStore();
        CommitLog log = open(store, "writer");
        List<CommittedSplit> splits = new ArrayList<>();
        for (int row = 0; row < 10_000; row++) {
            splits.add(split(row));
            log.commit(List.of(split(row)));
        }

        FaultyFileStore counted = new FaultyFileStore(store, Manners.OBJECTS, (n, done, what) -> {});
        CommitLog again = open(counted, "reader");

        assertThat(again.committed()).isEqualTo(splits);
        assertThat(counted.operations()).as("operations to open").isLessThan(60);
    }

    @Test
    void onlyEntriesThatTheNextSegmentRepeatsAreKept() throws Exception {
        Retry retry = new Retry(1, furtherTry -> {});
        InMemoryFileStore store = new InMemoryFileStore();
        SegmentFiles segments = new SegmentFiles(store, new OutputFolder(store, "/out", retry), retry);
        for (int n = 0; n < 300; n++) {
            segments.append(new Entry(n, 1, "w", n == 0 ? Entry.Kind.BEGIN : Entry.Kind.COMMIT, List.of()));

            assertThat(segments.kept()).isEqualTo(n % 64);
        }
    }

    @Test
    void aLogMayBeTakenOverAtAnyLength() throws Exception {
        InMemoryFileStore store = new InMemoryFileStore();
        List<CommittedSplit> splits = new ArrayList<>();
        int rows = 0;
        for (int runs = 0; runs < 60; runs++) {
            CommitLog log = open(store, "writer-" + runs);
            assertThat(log.committed()).as("commits before run %s", runs).isEqualTo(splits);
            for (int n = 0; n < 40 + runs * 7 % 97; n++) {
                splits.add(split(rows));
                log.commit(List.of(split(rows)));
                rows++;
            }
        }
        assertThat(splits.size()).as("entries, past the widest segment").isGreaterThan(4096);
    }
}
