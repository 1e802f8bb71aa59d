// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.source.SourcePart;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PartChangeTest {
    private static final Instant MORNING = Instant.parse("2026-03-01T08:15:30.250Z");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static SourcePart local(long bytes, Instant written) {
        long nanos = written.getEpochSecond() * 1_000_000_000L + written.getNano();
        return new SourcePart("a.parquet", bytes + "-" + nanos, bytes);
    }

    private static SourcePart remote(long bytes, Instant written) {
        return new SourcePart("hdfs://x/a.parquet", bytes + "-" + written.toEpochMilli(), bytes);
    }

    @Test
    void sizesAndTimesAreSaidWhateverTheirUnit() {
        String words = "was 1,234 bytes written at 2026-03-01 08:15:30 UTC"
                + " and is 5,678 bytes written at 2026-03-01 12:00:00 UTC";

        assertThat(PartChange.describe(local(1_234, MORNING), local(5_678, NOON)))
                .isEqualTo(words);
        assertThat(PartChange.describe(remote(1_234, MORNING), remote(5_678, NOON)))
                .isEqualTo(words);
    }

    @Test
    void timesOfOneSecondAreToldApart() {
        assertThat(PartChange.describe(local(5, MORNING), local(5, MORNING.plusNanos(7))))
                .contains("08:15:30.250 UTC", "08:15:30.250000007 UTC");
    }

    @Test
    void versionsThatTellNoTimeAreNotTakenForOne() {
        SourcePart before = new SourcePart("s3a://x/a.parquet", "\"9b2cf5\"", 10);

        assertThat(PartChange.describe(before, new SourcePart("s3a://x/a.parquet", "\"7a1d00\"", 10)))
                .isEqualTo("has other content; its version was \"9b2cf5\" and is \"7a1d00\"");
        assertThat(PartChange.describe(before, new SourcePart("s3a://x/a.parquet", "\"7a1d00\"", 11)))
                .isEqualTo("was 10 bytes and is 11 bytes");
    }
}
