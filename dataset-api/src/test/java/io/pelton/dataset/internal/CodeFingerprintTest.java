// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.Row;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CodeFingerprintTest {
    record Settings(double threshold, List<String> names) {}

    static final class Named implements Predicate<Row> {
        private final int atLeast;

        Named(int atLeast) {
            this.atLeast = atLeast;
        }

        @Override
        public boolean test(Row row) {
            return row.getInt("n") >= atLeast;
        }
    }

    private static Predicate<Row> longer(int length) {
        return row -> row.get("x") != null && length > 0;
    }

    private static Predicate<Row> with(Settings settings) {
        return row -> row.getDouble("x") > settings.threshold();
    }

    @Test
    void sameCodeWithTheSameValuesHasOneFingerprint() {
        assertThat(CodeFingerprint.of(longer(3)))
                .isEqualTo(CodeFingerprint.of(longer(3)))
                .hasSize(64);
        assertThat(CodeFingerprint.of(with(new Settings(0.5, List.of("a")))))
                .isEqualTo(CodeFingerprint.of(with(new Settings(0.5, List.of("a")))));
    }

    @Test
    void capturedValuesCount() {
        assertThat(CodeFingerprint.of(longer(3))).isNotEqualTo(CodeFingerprint.of(longer(4)));
        assertThat(CodeFingerprint.of(new Named(1))).isNotEqualTo(CodeFingerprint.of(new Named(2)));
        assertThat(CodeFingerprint.of(with(new Settings(0.5, List.of("a")))))
                .isNotEqualTo(CodeFingerprint.of(with(new Settings(0.6, List.of("a")))))
                .isNotEqualTo(CodeFingerprint.of(with(new Settings(0.5, List.of("b")))));
    }

    @Test
    void functionsInsideFunctionsCount() {
        assertThat(CodeFingerprint.of(longer(3).negate())).hasSize(64);
        assertThat(CodeFingerprint.of(new OneRow<Settings>(row -> new Settings(row.getDouble("x"), List.of()))))
                .isEqualTo(
                        CodeFingerprint.of(new OneRow<Settings>(row -> new Settings(row.getDouble("x"), List.of()))));
    }

    static final class Mapper implements java.util.function.Function<Row, Settings> {
        private final double threshold;

        Mapper(double threshold) {
            this.threshold = threshold;
        }

        @Override
        public Settings apply(Row row) {
            return new Settings(threshold, List.of());
        }
    }

    @Test
    void functionObjectsCountWithTheirFieldsAlsoInsideOthers() {
        assertThat(CodeFingerprint.of(new OneRow<>(new Mapper(1))))
                .isEqualTo(CodeFingerprint.of(new OneRow<>(new Mapper(1))))
                .isNotEqualTo(CodeFingerprint.of(new OneRow<>(new Mapper(2))));
    }

    @Test
    void otherClassesHaveOtherFingerprints() {
        assertThat(CodeFingerprint.of(new Named(3))).isNotEqualTo(CodeFingerprint.of(longer(3)));
    }

    @Test
    void namesSayWhereCodeIsWritten() {
        assertThat(CodeFingerprint.nameOf(longer(3))).isEqualTo("lambda in CodeFingerprintTest");
        assertThat(CodeFingerprint.nameOf(new Named(3))).isEqualTo("Named");
        assertThat(CodeFingerprint.nameOf(new Predicate<Row>() {
                    @Override
                    public boolean test(Row row) {
                        return true;
                    }
                }))
                .isEqualTo("lambda in CodeFingerprintTest$1");
    }
}
