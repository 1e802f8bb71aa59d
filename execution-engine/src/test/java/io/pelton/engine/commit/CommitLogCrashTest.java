// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.JobOptions.Existing;
import io.pelton.engine.commit.Turns.Command;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.InMemoryFileStore;
import io.pelton.engine.io.PowerLossStore;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
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

    @Test
    void everyRowIsPublishedOnceWhereverThePowerFails() throws Exception {
        CrashScenarios scenarios = new CrashScenarios(new UnforcedPlace(), Manners.LOCAL);
        assertThat(scenarios.crashAtEveryOperation(1)).isGreaterThan(80);
        assertThat(scenarios.crashWhileOverwriting(CrashScenarios.OTHER, 1)).isGreaterThan(80);
    }

    /** Where a file that was moved lies at its old name again after a crash, unless its new name was forced to disk. */
    private static final class UnforcedPlace implements CrashScenarios.Place {
        private PowerLossStore store = new PowerLossStore(new InMemoryFileStore());

        @Override
        public FileStore store() {
            return store;
        }

        @Override
        public String freshOutput() {
            store = new PowerLossStore(new InMemoryFileStore());
            return "/out";
        }

        @Override
        public void died() throws IOException {
            store.fail();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRowIsPublishedOnceAfterManyCrashes(Manners manners) throws Exception {
        scenarios(manners).crashAtRandom(200, Existing.RESUME);
        scenarios(manners).crashAtRandom(100, Existing.OVERWRITE);
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
        scenarios(manners).failAtRandom(150);
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
        takeTurns(
                manners,
                150,
                List.of(
                        new Command(CrashScenarios.JOB, Existing.RESUME),
                        new Command(CrashScenarios.JOB, Existing.RESUME),
                        new Command(CrashScenarios.JOB, Existing.OVERWRITE)));
    }

    @ParameterizedTest
    @EnumSource
    void jobsThatOverwriteEachOtherLeaveTheWholeOutputOfOne(Manners manners) throws Exception {
        takeTurns(
                manners,
                150,
                List.of(
                        new Command(CrashScenarios.JOB, Existing.OVERWRITE),
                        new Command(CrashScenarios.OTHER, Existing.OVERWRITE),
                        new Command(CrashScenarios.JOB, Existing.RESUME)));
    }

    private static void takeTurns(Manners manners, int seeds, List<Command> commands) throws Exception {
        for (int seed = 0; seed < seeds; seed++) {
            InMemoryFileStore store = new InMemoryFileStore();
            int done = Turns.run(seed, store, manners, commands, "/out");

            assertThat(done).as("runs that were done, seed %s", seed).isGreaterThan(0);
            SimulatedJob last = Outputs.identity(store, "/out").orElseThrow().equals(CrashScenarios.JOB.identity())
                    ? CrashScenarios.JOB
                    : CrashScenarios.OTHER;
            Outputs.assertRows(store, "/out", last, "seed " + seed);
            assertThat(store.paths().stream().filter(p -> p.endsWith("/manifest")))
                    .as("manifests, seed %s", seed)
                    .contains("/out/" + Outputs.success(store, "/out").strip());
        }
    }
}
