// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.inference.TestContext;
import io.pelton.inference.TinyOnnx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionSettingsTest {
    private static final SessionSettings PROCESSOR = new SessionSettings("cpu", 0);
    private static final SessionSettings DEVICE = new SessionSettings("cuda", 1);

    @TempDir
    Path directory;

    @Test
    void onlyTextsInSmallRunsDoWithoutAnArena() {
        assertThat(PROCESSOR.arena()).isTrue();
        assertThat(TextEmbeddings.settings(PROCESSOR, 0).arena()).isFalse();
        assertThat(TextEmbeddings.settings(PROCESSOR, 512)).isEqualTo(new SessionSettings("cpu", 0, 1, false));
        assertThat(TextEmbeddings.settings(PROCESSOR, 513)).isEqualTo(PROCESSOR);
        assertThat(TextEmbeddings.settings(DEVICE, 0)).isEqualTo(DEVICE);
    }

    @Test
    void settingsThatDifferHaveSessionsOfTheirOwn() throws Exception {
        Path file = new TinyOnnx()
                .input("x", 1, 2)
                .output("y", 1, 2)
                .node("Neg", new String[] {"x"}, new String[] {"y"})
                .write(directory.resolve("tiny.onnx"));
        ModelFile model = new ModelFile(Resource.pathOrUri(file.toString()));
        try (TestContext context = new TestContext(directory)) {
            List<SharedSession> sessions = new ArrayList<>();
            for (SessionSettings settings : List.of(PROCESSOR, PROCESSOR.withoutArena())) {
                SharedSession session = SharedSession.of(context, model, settings);
                assertThat(SharedSession.of(context, model, settings)).isSameAs(session);
                sessions.add(session);
            }
            assertThat(sessions).doesNotHaveDuplicates();
        }
    }
}
