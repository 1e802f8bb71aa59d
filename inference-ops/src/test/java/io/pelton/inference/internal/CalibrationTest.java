// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {
    private static final int[] SIZES = {128, 256, 512};

    private static int next(Calibration calibration) {
        return calibration.next(Long.MAX_VALUE, false);
    }

    /** Runs a calibration until it settles, on a machine that does {@code rate} work a nanosecond at a size. */
    private static int settle(IntToDoubleFunction rate, List<Integer> told) {
        Calibration calibration = Calibration.among(SIZES, 256, told::add);
        for (int run = 0; run < 200 && told.isEmpty(); run++) {
            int size = next(calibration);
            calibration.ran(size, size, (long) (size / rate.applyAsDouble(size)));
        }
        assertThat(told).as("settled").hasSize(1);
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

    /** A machine that does other things as well for a quarter of the time, for {@code burst} at a stretch or so. */
    private static final class Disturbed {
        private final Random random;
        private final double burst;
        private double clock;
        private double changes;
        private boolean isBusy;

        Disturbed(long seed, double burst) {
            this.random = new Random(seed);
            this.burst = burst;
            this.changes = burst * random.nextDouble();
        }

        /** How long work takes that would take {@code alone} on a machine of its own. */
        double time(double alone) {
            double start = clock;
            double left = alone * (1 + 0.01 * random.nextGaussian());
            while (left > 0) {
                double slower = isBusy ? 2.5 : 1;
                double step = Math.min(left * slower, changes - clock);
                left -= step / slower;
                clock += step;
                if (clock >= changes) {
                    isBusy = !isBusy;
                    changes = clock + burst * (isBusy ? 1 : 3) * (0.5 + random.nextDouble());
                }
            }
            return clock - start;
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {30, 150, 600, 5000})
    void aMachineThatDoesOtherThingsForAQuarterOfTheTimeDoesNotMoveIt(double burst) {
        for (int seed = 0; seed < 50; seed++) {
            Disturbed machine = new Disturbed(seed, burst);
            int faster = settle(size -> size / machine.time(size / (size == 128 ? 1.6 : 1.0)), new ArrayList<>());
            assertThat(faster).as("seed %s", seed).isEqualTo(128);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {30, 100, 150})
    void shortRunsAreNotPreferredForMissingWhatElseTheMachineDoes(double burst) {
        int wrong = 0;
        for (int seed = 0; seed < 50; seed++) {
            Disturbed machine = new Disturbed(seed, burst);
            List<Integer> told = new ArrayList<>();
            Calibration calibration = Calibration.among(SIZES, 512, told::add);

            for (int run = 0; run < 200 && told.isEmpty(); run++) {
                int size = next(calibration);
                calibration.ran(size, size, (long) (1000 * machine.time(size / (size == 128 ? 0.95 : 1.0))));
            }

            wrong += told.get(0) == 512 ? 0 : 1;
        }
        assertThat(wrong).as("of 50").isLessThan(7);
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

        List<Integer> sizes = new ArrayList<>();
        for (int run = 0; run < 9; run++) {
            int size = next(calibration);
            sizes.add(size);
            calibration.ran(size, size, size);
        }

        assertThat(sizes)
                .as("one run each, then about as much time for each")
                .containsExactly(128, 256, 512, 128, 256, 512, 128, 128, 256);
    }

    @Test
    void aBatchOfOneRowDoesNotMakeSamplesShort() {
        List<Integer> told = new ArrayList<>();
        Calibration calibration = Calibration.among(SIZES, 512, told::add);
        calibration.ran(512, 1, 1);
        int runs = 0;
        for (; told.isEmpty() && runs < 1000; runs++) {
            int size = next(calibration);
            calibration.ran(size, size, size);
        }

        assertThat(told).containsExactly(512);
        assertThat(runs).as("8 samples of four, two and one run").isBetween(46, 56);
    }

    @Test
    void aSizeFarBehindHasNoMoreThanFourSamples() {
        List<Integer> told = new ArrayList<>();
        Calibration calibration = Calibration.among(new int[] {1, 64, 512}, 512, told::add);
        long[] single = {0};
        for (int run = 0; run < 10_000 && told.isEmpty(); run++) {
            int size = next(calibration);
            long nanos = 1000 + size * 100L;
            single[0] += size == 1 ? nanos : 0;
            calibration.ran(size, size, nanos);
        }

        assertThat(told).containsExactly(512);
        assertThat(single[0]).isLessThan(5 * (1000 + 512 * 100L));
    }

    @Test
    void sizesThatAreTooLargeForTheMachineAreLeftOut() {
        List<Integer> told = new ArrayList<>();
        Calibration calibration = Calibration.among(SIZES, 512, told::add);
        for (int run = 0; run < 200 && told.isEmpty(); run++) {
            int size = next(calibration);
            if (size == 512) {
                calibration.tooLarge(512);
            } else {
                calibration.ran(size, size, size);
            }
        }
        assertThat(told).containsExactly(256);

        Calibration none = Calibration.among(SIZES, 256, told::add);
        none.tooLarge(128);
        assertThat(next(none)).isEqualTo(64);
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
