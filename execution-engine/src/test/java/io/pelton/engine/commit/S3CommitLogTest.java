// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.JobOptions.Existing;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.S3Server;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link CommitLogCrashTest} shows, through Hadoop's S3 client on an S3 server. */
@Timeout(300)
class S3CommitLogTest {
    private static final SimulatedJob SMALL = new SimulatedJob("a", List.of(2, 1), 2, 2);
    private static final SimulatedJob SMALL_OLD = new SimulatedJob("b", List.of(2), 1, 1);

    @SuppressWarnings("NullAway.Init")
    private static S3Server server;

    @SuppressWarnings("NullAway.Init")
    private static FileStore store;

    private static int outputs;

    @BeforeAll
    static void start() throws Exception {
        server = new S3Server();
        store = server.store();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String freshOutput() {
        return "s3a://" + S3Server.BUCKET + "/out-" + outputs++;
    }

    private static CrashScenarios scenarios() {
        return new CrashScenarios(
                new CrashScenarios.Place() {
                    @Override
                    public FileStore store() {
                        return store;
                    }

                    @Override
                    public String freshOutput() {
                        return S3CommitLogTest.freshOutput();
                    }
                },
                Manners.OBJECTS);
    }

    @Test
    void aWholeJobIsPublishedAndFoundAgain() throws Exception {
        String output = freshOutput();
        SMALL.run(store, output, Existing.RESUME);
        Outputs.assertWhole(store, output, SMALL, "on S3");

        SMALL_OLD.run(store, output, Existing.OVERWRITE);
        Outputs.assertWhole(store, output, SMALL_OLD, "overwritten on S3");
    }

    @Test
    void everyRowIsPublishedOnceWhereverTheRunDies() throws Exception {
        assertThat(scenarios().crashAfterEveryChange(SMALL, Optional.empty(), 1))
                .isGreaterThan(12);
    }

    @Test
    void readersSeeTheOldOutputOrTheNewWhereverAnOverwritingRunDies() throws Exception {
        assertThat(scenarios().crashAfterEveryChange(SMALL, Optional.of(SMALL_OLD), 2))
                .isGreaterThan(7);
    }

    @Test
    void aRunThatIsOvertakenIsToldSo() throws Exception {
        String output = freshOutput();
        CommitLog first = SMALL.open(store, output, Existing.RESUME);
        SMALL.run(store, output, Existing.RESUME);

        assertThatThrownBy(first::publish).hasMessageContaining("another run has taken over");
        assertThat(SMALL.open(store, output, Existing.RESUME).published()).isTrue();
    }
}
