// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.JobOptions.Existing;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.LocalFileStore;
import io.pelton.engine.io.MemoryTempDir;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@link CommitLogCrashTest} shows, with local files. */
@Timeout(120)
class LocalCommitLogTest {
    @TempDir(factory = MemoryTempDir.class)
    Path folder;

    private final FileStore store = new LocalFileStore();
    private int outputs;

    private CrashScenarios scenarios() {
        return new CrashScenarios(
                new CrashScenarios.Place() {
                    @Override
                    public FileStore store() {
                        return store;
                    }

                    @Override
                    public String freshOutput() {
                        return folder.resolve("out-" + outputs++).toString();
                    }
                },
                Manners.LOCAL);
    }

    @Test
    void everyRowIsPublishedOnceWhereverTheRunDies() throws Exception {
        assertThat(scenarios().crashAtEveryOperation(1)).isGreaterThan(80);
    }

    @Test
    void readersSeeTheOldOutputOrTheNewWhereverAnOverwritingRunDies() throws Exception {
        assertThat(scenarios().crashWhileOverwriting(CrashScenarios.OTHER, 1)).isGreaterThan(80);
    }

    @Test
    void aRunGetsOverOneFailureAnywhere() throws Exception {
        assertThat(scenarios().failAtEveryOperation(Existing.OVERWRITE)).isGreaterThan(80);
    }

    @Test
    void aRunThatIsOvertakenAnywhereHarmsNothing() throws Exception {
        assertThat(scenarios().overtakeAtEveryOperation(CrashScenarios.JOB, Existing.RESUME))
                .isGreaterThan(30);
    }
}
