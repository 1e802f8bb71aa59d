// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.dataset.PeltonException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OnnxRuntimeTest {
    @Test
    void aStartThatWouldCrashIsRefusedWithItsCure() {
        assertThatThrownBy(() -> OnnxRuntime.requireSafeStart(9812, Map.of()))
                .isInstanceOf(PeltonException.class)
                .hasMessageContaining("but this one has 9812. Set ORT_DISABLE_TELEMETRY=1 in the environment");
    }

    @Test
    void withTelemetryOffOrAShortCommandLineItStarts() {
        assertThatCode(() -> OnnxRuntime.requireSafeStart(9812, Map.of("ORT_DISABLE_TELEMETRY", "1")))
                .doesNotThrowAnyException();
        assertThatCode(() -> OnnxRuntime.requireSafeStart(100, Map.of())).doesNotThrowAnyException();
    }
}
