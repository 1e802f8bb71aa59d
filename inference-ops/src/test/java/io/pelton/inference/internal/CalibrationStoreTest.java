// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationStoreTest {
    private static final int USUAL = 512;

    @TempDir
    Path directory;

    @Test
    void whatTwoJobsFoundIsReadForItsKeyAlone() {
        CalibrationStore store = new CalibrationStore(directory.resolve("new"));
        store.write("model a", 384);
        assertThat(store.read("model a", USUAL)).isEmpty();
        store.write("model a", 384);

        assertThat(store.read("model a", USUAL)).hasValue(384);
        assertThat(store.read("model b", USUAL)).isEmpty();
    }

    @Test
    void whatOneJobFoundCountsOnlyIfTheNextFindsItToo() {
        CalibrationStore store = new CalibrationStore(directory);
        store.write("model", 1);
        store.write("model", 4);
        assertThat(store.read("model", USUAL)).isEmpty();

        store.write("model", 4);
        assertThat(store.read("model", USUAL)).hasValue(4);
    }

    @Test
    void theUsualFigureCountsAtOnce() {
        CalibrationStore store = new CalibrationStore(directory);
        store.write("model", USUAL);
        assertThat(store.read("model", USUAL)).hasValue(USUAL);

        store.write("noise first", 1);
        store.write("noise first", USUAL);
        assertThat(store.read("noise first", USUAL)).hasValue(USUAL);
        store.write("noise first", 1);
        assertThat(store.read("noise first", USUAL)).isEmpty();
    }

    @Test
    void damagedFilesAreAsIfTheyWereNotThere() throws Exception {
        CalibrationStore store = new CalibrationStore(directory);
        store.write("model", 384);
        store.write("model", 384);
        Path file;
        try (Stream<Path> files = Files.list(directory)) {
            file = files.findFirst().orElseThrow();
        }

        for (byte[] damage : List.of(
                new byte[0],
                new byte[] {(byte) 0xFF, 0, 1},
                "pelton calibration 2\nmodel\nmany".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "pelton calibration 1\nmodel\n512".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "pelton calibration 2\nother\n384".getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
            Files.write(file, damage);
            assertThat(store.read("model", USUAL)).isEmpty();
        }
        store.write("model", 128);
        store.write("model", 128);
        assertThat(store.read("model", USUAL)).hasValue(128);
    }

    @Test
    void aDirectoryThatCannotBeMadeCostsNothing() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        CalibrationStore store = new CalibrationStore(file.resolve("below"));

        store.write("model", 384);
        store.write("model", 384);

        assertThat(store.read("model", USUAL)).isEmpty();
    }
}
