// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedResourceTest {
    private static final int LARGE = 2 << 20;

    @TempDir
    Path folder;

    private @Nullable String cacheBefore;

    @BeforeEach
    void useACacheOfItsOwn() {
        cacheBefore = System.getProperty("pelton.cache");
        System.setProperty("pelton.cache", folder.resolve("cache").toString());
    }

    @AfterEach
    void restoreCache() {
        if (cacheBefore == null) {
            System.clearProperty("pelton.cache");
        } else {
            System.setProperty("pelton.cache", cacheBefore);
        }
    }

    @Test
    void unpacksALargeFileOfAJarOnceForAll() throws IOException {
        byte[] content = bytes(LARGE, 1);
        URL url = jar("a.jar", content);

        Path unpacked = UnpackedResource.of(url).orElseThrow();
        assertThat(unpacked).hasBinaryContent(content);
        Files.setLastModifiedTime(unpacked, FileTime.fromMillis(1_000_000));
        assertThat(UnpackedResource.of(url)).contains(unpacked);
        assertThat(Files.getLastModifiedTime(unpacked)).isEqualTo(FileTime.fromMillis(1_000_000));
        assertThat(unpacked.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void keepsFilesOfOneNameAndDifferentContentApart() throws IOException {
        byte[] first = bytes(LARGE, 1);
        byte[] second = bytes(LARGE, 2);

        Path ofFirst = UnpackedResource.of(jar("a.jar", first)).orElseThrow();
        Path ofSecond = UnpackedResource.of(jar("b.jar", second)).orElseThrow();
        assertThat(ofFirst).hasBinaryContent(first);
        assertThat(ofSecond).hasBinaryContent(second);
    }

    @Test
    void unpacksAgainWhatIsNotWhole() throws IOException {
        byte[] content = bytes(LARGE, 1);
        URL url = jar("a.jar", content);
        Path unpacked = UnpackedResource.of(url).orElseThrow();
        Files.write(unpacked, bytes(LARGE - 1, 1));

        assertThat(UnpackedResource.of(url).orElseThrow()).hasBinaryContent(content);
    }

    @Test
    void leavesSmallFilesAndOtherUrlsAlone() throws IOException {
        assertThat(UnpackedResource.of(jar("a.jar", bytes(1000, 1)))).isEmpty();
        assertThat(UnpackedResource.of(folder.toUri().toURL())).isEmpty();
        assertThat(folder.resolve("cache")).doesNotExist();
    }

    @Test
    void givesNothingWhereTheCacheCannotBeWritten() throws IOException {
        Files.writeString(folder.resolve("cache"), "a file where the directory should be");

        assertThat(UnpackedResource.of(jar("a.jar", bytes(LARGE, 1)))).isEmpty();
    }

    private URL jar(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new JarEntry("models/m.onnx"));
            out.write(content);
        }
        return new URL("jar:" + file.toUri() + "!/models/m.onnx");
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
