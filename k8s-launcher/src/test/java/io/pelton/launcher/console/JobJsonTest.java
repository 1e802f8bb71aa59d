// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.launcher.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobJsonTest {
    @Test
    void finishedJobIsOneLineWithEveryFigure() {
        String line = JobJson.succeeded(Samples.TITLE, Samples.result(), 612_000_000, Optional.empty());

        assertThat(line)
                .startsWith(
                        "{\"status\":\"succeeded\",\"exitCode\":0,\"jobId\":\"job-1\",\"job\":\"parquet glosses.parquet")
                .contains("\"elapsedSeconds\":56.4", "\"rowsIn\":7952", "\"rowsBefore\":2048", "\"splitsBefore\":1")
                .contains("{\"id\":1,\"name\":\"embed all-minilm-l6-v2\",\"rowsIn\":7952,")
                .contains("\"tokens.real\":380112")
                .endsWith("\"files\":[\"out/vectors/part-0.parquet\",\"out/vectors/part-1.parquet\"]}")
                .doesNotContain("\n");
    }

    @Test
    void failureCarriesItsKindAndMessage() {
        Throwable cause = new PeltonException(ErrorKind.RESOURCE, "Cannot write: \"disk\" full\nhere");

        assertThat(JobJson.ended("failed", 4, Optional.of("job-1"), Optional.empty(), Optional.of(cause)))
                .isEqualTo("{\"status\":\"failed\",\"exitCode\":4,\"jobId\":\"job-1\",\"job\":null,\"error\":"
                        + "{\"kind\":\"RESOURCE\",\"type\":\"io.pelton.dataset.PeltonException\","
                        + "\"message\":\"Cannot write: \\\"disk\\\" full\\nhere\"}}");
    }

    @Test
    void oddCharactersAreEscapedAndOddNumbersAreNull() {
        assertThat(Json.write(List.of("tab\t bell\u0007 half\ud83d", "whole 😀")))
                .isEqualTo("[\"tab\\t bell\\u0007 half\\ud83d\",\"whole 😀\"]");
        assertThat(Json.write(Arrays.asList(Double.NaN, null, true, 1.5, Map.of(), List.of())))
                .isEqualTo("[null,null,true,1.5,{},[]]");
    }
}
