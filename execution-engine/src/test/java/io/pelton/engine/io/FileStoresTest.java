// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoresTest {
    private final FileStores localOnly = new FileStores(new LocalFileStore(), () -> {
        throw new AssertionError("Hadoop was asked for");
    });

    @TempDir
    Path folder;

    @Test
    void localPathsNeverWakeHadoop() throws IOException {
        Files.writeString(folder.resolve("a"), "x");

        assertThat(localOnly.status(folder + "/a")).isPresent();
        assertThat(localOnly.list("file://" + folder)).hasSize(1);
        assertThat(FileStoreContract.glob(localOnly, folder + "/*")).hasSize(1);
        localOnly.rename(folder + "/a", folder + "/b:c");
        assertThat(localOnly.openRandom(folder + "/b:c").length()).isEqualTo(1);
    }

    @Test
    void otherSchemesGoToTheRemoteStore() throws IOException {
        FileStores both = new FileStores(new LocalFileStore(), () -> new InMemoryFileStore());

        both.create("mem://host/a").close();

        assertThat(both.status("mem://host/a")).isPresent();
        assertThat(both.status(folder + "/a")).isEmpty();
        assertThatThrownBy(() -> both.rename("mem://host/a", folder + "/a"))
                .satisfies(FileStoreContract::isUserError)
                .hasMessageContaining("expected one store but found two");
    }

    @Test
    void systemPropertiesReachHadoop() {
        System.setProperty("pelton.hadoop.fs.defaultFS", "nowhere://x");
        try {
            FileStores stores = FileStores.standard();
            assertThatThrownBy(() -> stores.status("nowhere:/a"))
                    .satisfies(FileStoreContract::isUserError)
                    .hasMessageContaining("the scheme 'nowhere'");
        } finally {
            System.clearProperty("pelton.hadoop.fs.defaultFS");
        }
    }
}
