// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.JobOptions.Existing;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.InMemoryFileStore;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The heart of exactly-once: on a store in memory, every operation of a job is tried as its last. */
@Timeout(60)
class CommitLogCrashTest {
    private static CrashScenarios scenarios(Manners manners) {
        return new CrashScenarios(
                new CrashScenarios.Place() {
                    private InMemoryFileStore store = new InMemoryFileStore();

                    @Override
                    public FileStore store() {
                        return store;
                    }

                    @Override
                    public String freshOutput() {
                        store = new InMemoryFileStore();
                        return "/out";
                    }
                },
                manners);
    }

    @ParameterizedTest
    @EnumSource
    void everyRowIsPublishedOnceWhereverTheRunDies(Manners manners) throws Exception {
        assertThat(scenarios(manners).crashAtEveryOperation(1)).isGreaterThan(80);
    }

    @ParameterizedTest
    @EnumSource
    void readersSeeTheOldOutputOrTheNewWhereverAnOverwritingRunDies(Manners manners) throws Exception {
        assertThat(scenarios(manners).crashWhileOverwriting(CrashScenarios.OTHER, 1))
                .isGreaterThan(80);
    }

    @ParameterizedTest
    @EnumSource
    void theSameJobIsOverwrittenWhereverTheRunDies(Manners manners) throws Exception {
        assertThat(scenarios(manners).crashWhileOverwriting(CrashScenarios.JOB, 1))
                .isGreaterThan(80);
    }

    @ParameterizedTest
    @EnumSource
    void everyRowIsPublishedOnceAfterManyCrashes(Manners manners) throws Exception {
        scenarios(manners).crashAtRandom(500, Existing.RESUME);
        scenarios(manners).crashAtRandom(300, Existing.OVERWRITE);
    }

    @ParameterizedTest
    @EnumSource
    void aRunGetsOverOneFailureAnywhere(Manners manners) throws Exception {
        assertThat(scenarios(manners).failAtEveryOperation(Existing.RESUME)).isGreaterThan(80);
        assertThat(scenarios(manners).failAtEveryOperation(Existing.OVERWRITE)).isGreaterThan(80);
    }

    @ParameterizedTest
    @EnumSource
    void aRunGetsOverManyFailures(Manners manners) throws Exception {
        scenarios(manners).failAtRandom(300);
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatIsOvertakenAnywhereHarmsNothing(Manners manners) throws Exception {
        assertThat(scenarios(manners).overtakeAtEveryOperation(CrashScenarios.JOB, Existing.RESUME))
                .isGreaterThan(30);
        assertThat(scenarios(manners).overtakeAtEveryOperation(CrashScenarios.OTHER, Existing.OVERWRITE))
                .isGreaterThan(30);
    }

    @ParameterizedTest
    @EnumSource
    void runsThatTakeTurnsAtEveryOperationPublishEveryRowOnce(Manners manners) throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            InMemoryFileStore store = new InMemoryFileStore();
            int done = Turns.run(
                    seed, store, manners, List.of(Existing.RESUME, Existing.RESUME, Existing.OVERWRITE), "/out");

            assertThat(done).as("runs that were done, seed %s", seed).isGreaterThan(0);
            Outputs.assertRows(store, "/out", CrashScenarios.JOB, "seed " + seed);
        }
    }
}
