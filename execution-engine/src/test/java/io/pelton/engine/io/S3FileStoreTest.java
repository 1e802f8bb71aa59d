// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class S3FileStoreTest extends FileStoreContract {
    private static final AtomicInteger FOLDERS = new AtomicInteger();
    private static S3Server server;
    private static HadoopFileStore store;

    private final String folder = "s3a://" + S3Server.BUCKET + "/test-" + FOLDERS.incrementAndGet();

    @BeforeAll
    static void startServer() throws Exception {
        server = new S3Server();
        store = server.store();
    }

    @AfterAll
    static void stopServer() throws Exception {
        store.close();
        server.close();
    }

    @Override
    FileStore store() {
        return store;
    }

    @Override
    String folder() {
        return folder;
    }

    @Override
    boolean hasFolders() {
        return false;
    }

    @Test
    void anUnknownSchemeNamesTheKnownOnes() {
        assertThatThrownBy(() -> store.status("gs://bucket/a"))
                .satisfies(FileStoreContract::isUserError)
                .hasMessageContaining("file://, s3a:// or hdfs:// but found the scheme 'gs'");
        assertThatThrownBy(() -> store.status("s3://bucket/a")).hasMessageEndingWith("Write s3a://bucket/key.");
    }

    @Test
    void aMissingBucketIsAUserError() {
        assertThatThrownBy(() -> store.list("s3a://no-such-bucket/a")).satisfies(FileStoreContract::isUserError);
    }

    @Test
    void aWinWhoseAnswerWasLostIsAWin() throws IOException {
        server.loseNextAnswer();
        assertThat(store.createExclusive(folder + "/1", new byte[] {1})).isTrue();
        assertThat(server.hasLostAnswer()).isTrue();
        assertThat(store.createExclusive(folder + "/1", new byte[] {2})).isFalse();
    }

    @Test
    void nothingIsSeenOfAFileBeforeItIsClosed() throws IOException {
        var out = store.create(folder + "/a");
        out.write(new byte[100]);

        assertThat(store.status(folder + "/a")).isEmpty();
        out.close();
        assertThat(store.status(folder + "/a")).isPresent();
    }
}
