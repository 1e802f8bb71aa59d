// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class JobOptionsTest {
    private static JobOptions parse(String... pairs) {
        Properties properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.setProperty(pairs[i], pairs[i + 1]);
        }
        return JobOptionsParser.parse(properties);
    }

    @Test
    void withoutPropertiesTheDefaultsHold() {
        assertThat(parse()).isEqualTo(JobOptions.defaults());
    }

    @Test
    void propertiesAreTakenUp() {
        assertThat(parse("pelton.existing", "Overwrite", "pelton.cpus", "3", "pelton.memory", "512m"))
                .isEqualTo(JobOptions.defaults()
                        .withExisting(JobOptions.Existing.OVERWRITE)
                        .withCpus(3)
                        .withMemoryBytes(512L << 20));
    }

    @Test
    void sizesHaveUnitsOfTwoToTheTen() {
        assertThat(JobOptionsParser.bytes("123")).isEqualTo(123);
        assertThat(JobOptionsParser.bytes("2k")).isEqualTo(2048);
        assertThat(JobOptionsParser.bytes("4GB")).isEqualTo(4L << 30);
        assertThat(JobOptionsParser.bytes(" 1t ")).isEqualTo(1L << 40);
    }

    @Test
    void whatCannotBeReadIsNamedWithWhatIsExpected() {
        assertThatThrownBy(() -> parse("pelton.existing", "keep"))
                .isInstanceOf(PeltonException.class)
                .hasMessage("Cannot use pelton.existing: expected resume or overwrite but found 'keep'.");
        assertThatThrownBy(() -> parse("pelton.cpus", "two"))
                .hasMessage("Cannot use pelton.cpus: expected a whole number but found 'two'.");
        assertThatThrownBy(() -> parse("pelton.cpus", "2000"))
                .hasMessage("Cannot use pelton.cpus: expected at most 1024 but found 2000.");
        assertThatThrownBy(() -> parse("pelton.memory", "99999999999t"))
                .hasMessage("Cannot use pelton.memory: expected a size below 8 exbibytes but found '99999999999t'.");
        assertThatThrownBy(() -> parse("pelton.cpus", "0")).hasMessageContaining("expected at least 1 but found 0");
        assertThatThrownBy(() -> parse("pelton.memory", "4 gigs"))
                .hasMessage("Cannot use pelton.memory: expected a size such as 512m or 4g but found '4 gigs'.");
        assertThatThrownBy(() -> parse("pelton.memory", "12k")).hasMessageContaining("at least 1m");
        assertThatThrownBy(() -> parse("pelton.memory", "999999999999999t")).hasMessageContaining("expected");
    }

    @Test
    void computeRefusesImpossiblePools() {
        assertThat(Compute.actors(0, 3).withCpus(0.5)).hasToString("actors(0..3) x 0.500 cpus");
        assertThat(Compute.tasks(2)).hasToString("tasks(2)");
        assertThatThrownBy(() -> Compute.actors(3, 2))
                .hasMessage("Cannot set up compute: expected maxActors >= minActors 3 but found 2.");
        assertThatThrownBy(() -> Compute.tasks(0)).hasMessageContaining("maxActors >= 1");
        assertThatThrownBy(() -> Compute.tasks(1).withBatchRows(-1)).hasMessageContaining("batchRows >= 0");
    }

    @Test
    void everyFailureHasAKind() {
        assertThat(PeltonException.kindOf(new RetryableException("x"))).isEqualTo(ErrorKind.TRANSIENT);
        assertThat(PeltonException.kindOf(new OutOfMemoryError())).isEqualTo(ErrorKind.RESOURCE);
        assertThat(PeltonException.kindOf(new IllegalStateException())).isEqualTo(ErrorKind.USER);
        assertThat(PeltonException.user("x").kind()).isEqualTo(ErrorKind.USER);
    }
}
