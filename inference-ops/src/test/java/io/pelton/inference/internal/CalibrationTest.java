// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final int[] SIZES = {128, 256, 512};

    private static int next(Calibration calibration) {
        return calibration.next(Long.MAX_VALUE, false);
    }

    /** Runs a calibration until it settles, on a machine that does {@code rate} work a nanosecond at a size. */
    private static int settle(IntToDoubleFunction rate, List<Integer> told) {
        Calibration calibration = Calibration.among(SIZES, 256, told::add);
        for (int run = 0; run < 100 && told.isEmpty(); run++) {
            int size = next(calibration);
            calibration.ran(size, size, (long) (size / rate.applyAsDouble(size)));
        }
        return next(calibration);
    }

    @Test
    void theFastestSizeIsChosenAndToldOnce() {
        List<Integer> told = new ArrayList<>();

        assertThat(settle(size -> size == 512 ? 1.2 : 1.0, told)).isEqualTo(512);
        assertThat(told).containsExactly(512);
    }

    @Test
    void lessThanFivePercentDoesNotMoveIt() {
        assertThat(settle(size -> size == 512 ? 1.04 : 1.0, new ArrayList<>())).isEqualTo(256);
    }

    @Test
    void aQuarterOfTheRunsDisturbedDoesNotMoveIt() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int[] turn = {0};
            int chosen = settle(
                    size -> {
                        boolean disturbed = turn[0]++ / SIZES.length % 4 == 3;
                        double noise = 1 + 0.01 * random.nextGaussian();
                        return (size == 128 ? 1.3 : 1.0) * noise * (disturbed ? 0.1 + random.nextDouble() : 1);
                    },
                    new ArrayList<>());

            assertThat(chosen).as("seed %s", seed).isEqualTo(128);
        }
    }

    @Test
    void theFirstRunOfASizeDoesNotCount() {
        int[] runs = {0};

        assertThat(settle(size -> runs[0]++ < SIZES.length ? 1e-3 : size == 128 ? 2 : 1, new ArrayList<>()))
                .isEqualTo(128);
    }

    @Test
    void sizesTakeTurnsUntilOneIsChosen() {
        Calibration calibration = Calibration.among(SIZES, 256, ignored -> {});

        assertThat(List.of(next(calibration), next(calibration), next(calibration), next(calibration)))
                .containsExactly(128, 256, 512, 128);
    }

    @Test
    void sizesThatTheWorkCannotFillAreTriedAtTheStartOfABatch() {
        List<Integer> told = new ArrayList<>();
        Calibration calibration = Calibration.among(SIZES, 256, told::add);

        for (int batch = 0; batch < 100 && told.isEmpty(); batch++) {
            int rows = 300;
            for (int from = 0; from < rows; ) {
                int size = calibration.next(rows - from, from == 0);
                int done = Math.min(size, rows - from);
                if (done == size || from == 0) {
                    calibration.ran(size, done, 10 + done);
                }
                from += done;
            }
        }

        assertThat(told).hasSize(1);
    }

    @Test
    void aSizeThatWasTooLargeIsNotTriedAgain() {
        Calibration calibration = Calibration.fixed(512);

        calibration.tooLarge(512);
        assertThat(next(calibration)).isEqualTo(256);
        calibration.tooLarge(1);
        assertThat(next(calibration)).isEqualTo(1);
    }

    @Test
    void theUsualSizeIsOneOfThoseTried() {
        assertThatThrownBy(() -> Calibration.among(SIZES, 300, ignored -> {}))
                .hasMessage("300 is not one of [128, 256, 512]");
    }
}
