// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileStoreTest extends FileStoreContract {
    private final LocalFileStore store = new LocalFileStore();

    @TempDir
    Path temp;

    @Override
    FileStore store() {
        return store;
    }

    @Override
    String folder() {
        return temp.toString();
    }

    @Test
    void aFileUriIsTheSamePlaceAndKeepsItsForm() throws IOException {
        Files.writeString(temp.resolve("a b%20.txt"), "x");

        for (String folder : List.of("file:" + temp, "file://" + temp, "file://localhost" + temp)) {
            assertThat(store.list(folder)).extracting(FileStore.Status::path).containsExactly(folder + "/a b%20.txt");
            assertThat(glob(store, folder + "/*.txt")).hasSize(1);
        }
        assertThatThrownBy(() -> store.status("file://elsewhere/a")).satisfies(FileStoreContract::isUserError);
    }

    @Test
    void aCrashBetweenWritingAndNamingLeavesNothingToSee() throws IOException {
        Files.writeString(temp.resolve(LocalFileStore.TEMPORARY + "left-over"), "half");

        assertThat(store.list(folder())).isEmpty();
        assertThat(glob(store, folder() + "/*")).isEmpty();
        store.delete(folder());
        assertThat(temp).doesNotExist();
        Files.createDirectory(temp);
    }

    @Test
    void aNameThatCannotBeSpeltIsAnError() throws Exception {
        Process touch = new ProcessBuilder("sh", "-c", "touch \"$(printf 'a\\377b.parquet')\"")
                .directory(temp.toFile())
                .start();
        assumeTrue(touch.waitFor() == 0 && temp.toFile().list().length == 1, "the file system has such names");

        assertThatThrownBy(() -> store.list(folder()))
                .satisfies(FileStoreContract::isUserError)
                .hasMessageStartingWith("Cannot list " + folder())
                .hasMessageContaining("b.parquet'. Start it with LC_ALL=C.UTF-8");
        try (var files = Files.newDirectoryStream(temp)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    @Test
    void withoutHardLinksALockDecides() throws IOException {
        Path target = temp.resolve("claimed");
        Path first = Files.writeString(temp.resolve("1"), "first");
        Path second = Files.writeString(temp.resolve("2"), "second");

        assertThat(LinklessClaim.move(first, target)).isTrue();
        assertThat(LinklessClaim.move(second, target)).isFalse();

        assertThat(target).hasContent("first");
        assertThat(store.list(folder()))
                .extracting(FileStore.Status::path)
                .containsExactly(temp + "/2", temp + "/claimed");
    }

    @Test
    void deletingALinkLeavesWhatItPointsTo() throws IOException {
        Files.createDirectory(temp.resolve("kept"));
        Files.writeString(temp.resolve("kept/a"), "x");
        Files.createDirectory(temp.resolve("gone"));
        Files.createSymbolicLink(temp.resolve("gone/link"), temp.resolve("kept"));

        store.delete(temp + "/gone");

        assertThat(temp.resolve("kept/a")).hasContent("x");
        assertThat(temp.resolve("gone")).doesNotExist();
    }

    @Test
    void relativePathsStayRelative() throws IOException {
        assertThat(glob(store, "pom.xm?")).extracting(FileStore.Status::path).containsExactly("pom.xml");
        assertThat(glob(store, "./pom.xm?")).extracting(FileStore.Status::path).containsExactly("./pom.xml");
        assertThat(store.createExclusive("pom.xml", "x".getBytes(UTF_8))).isFalse();
    }

    @Test
    void aFullDiskIsAResourceError() {
        assumeTrue(Files.exists(Path.of("/dev/full")));

        assertThatThrownBy(() -> {
                    try (OutputStream out = store.create("/dev/full")) {
                        out.write(1);
                    }
                })
                .isInstanceOf(PeltonException.class)
                .hasMessageStartingWith("Cannot write /dev/full: no space left on device [/dev/full].")
                .extracting(e -> ((PeltonException) e).kind())
                .isEqualTo(ErrorKind.RESOURCE);
    }
}
