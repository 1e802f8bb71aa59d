// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TemporaryFilesTest {
    private static final long NOBODY = Integer.MAX_VALUE;

    @Test
    void whatAKilledProcessLeftIsClearedAwayAndNothingElse() throws Exception {
        String prefix = "pelton-sweep-" + System.nanoTime() + "-";
        Path left = old(prefix + NOBODY + "-1.onnx");
        Path living = old(prefix + ProcessHandle.current().pid() + "-1.onnx");
        Path young = Files.createFile(temporary(prefix + NOBODY + "-2.onnx"));

        Path made = TemporaryFiles.create(prefix, ".onnx");

        assertThat(left).doesNotExist();
        assertThat(living).exists();
        assertThat(young).exists();
        assertThat(made).exists();
        for (Path file : new Path[] {living, young, made}) {
            Files.delete(file);
        }
    }

    private static Path old(String name) throws Exception {
        Path file = Files.createFile(temporary(name));
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
    }

    private static Path temporary(String name) {
        return Path.of(System.getProperty("java.io.tmpdir"), name);
    }
}
