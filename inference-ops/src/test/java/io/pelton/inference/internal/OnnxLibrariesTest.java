// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OnnxLibrariesTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void librariesAreUnpackedIntoTheCacheOnce() throws Exception {
        Properties first = new Properties();
        Properties second = new Properties();

        OnnxLibraries.locate(first);
        OnnxLibraries.locate(second);

        assertThat(first).hasSize(2).isEqualTo(second);
        Path library = Path.of(first.getProperty(OnnxLibraries.property("onnxruntime")));
        assertThat(Files.size(library)).isGreaterThan(1 << 20);
        assertThat(library.getFileName().toString()).endsWith("libonnxruntime.so");
    }

    @Test
    void whatTheUserHasSaidStands() {
        Properties folder = new Properties();
        folder.setProperty("onnxruntime.native.path", "/opt/onnxruntime");

        OnnxLibraries.locate(folder);

        assertThat(folder).hasSize(1);
    }
}
