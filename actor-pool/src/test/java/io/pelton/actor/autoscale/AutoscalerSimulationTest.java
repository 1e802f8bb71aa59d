// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The autoscaler over virtual minutes: how fast it gets there, and that it stays there. */
@Timeout(60)
class AutoscalerSimulationTest {
    private static final double ENDLESS = 1e12;
    /** What the best allocation of 30 cores over 40 and 50 rows a second gives: 17 and 13 actors. */
    private static final double BEST = 650;

    /** Two models that take 10 and 12 s to load, the second only when its first row comes, between light stages. */
    private static List<SimulatedStage> twoModels() {
        return List.of(
                new SimulatedStage("read", PoolLimits.of(1, 4, 1), 2_000, 1, 0.5, 0.5, 0),
                new SimulatedStage("embed", PoolLimits.of(1, 64, 1), 40, 1, 10, 1, 400),
                new SimulatedStage("score", PoolLimits.of(0, 64, 1), 50, 1, 12, 1, 400),
                new SimulatedStage("write", PoolLimits.of(1, 4, 1), 3_000, 1, 0.5, 0.5, 400));
    }

    private static PipelineSimulation on32Cores(Policy policy, double noise, long seed) {
        return new PipelineSimulation(Capacity.reserved(32), twoModels(), policy, ENDLESS, noise, seed);
    }

    /** One model between a reader and a writer, as on a laptop. */
    private static PipelineSimulation onOneMachine(double cores, double readerRowsPerSecond, double sourceRows) {
        List<SimulatedStage> stages = List.of(
                new SimulatedStage("read", PoolLimits.of(1, 2, 1), readerRowsPerSecond, 1, 0, 0, 0),
                new SimulatedStage("infer", PoolLimits.of(0, 8, 1), 140, 1, 0.1, 0.1, 64),
                new SimulatedStage("write", PoolLimits.of(1, 1, 1), 100_000, 1, 0, 0, 640));
        return new PipelineSimulation(Capacity.ofMachine(cores), stages, Policy.ours(), sourceRows, 0.05, 1);
    }

    @ParameterizedTest
    @CsvSource({"5, false", "2, true"})
    void nearTheBestRateWithinAMinuteAndAFewActions(double everySeconds, boolean patient) {
        PipelineSimulation ours = on32Cores(Policy.ours(), 0, 1);
        PipelineSimulation reference = on32Cores(Policy.oneByOne(everySeconds, patient), 0, 1);

        double seconds = ours.runUntilRate(0.95 * BEST, 1_000);
        double referenceSeconds = reference.runUntilRate(0.95 * BEST, 1_000);

        assertThat(seconds).as("virtual seconds to 95 % of the best").isLessThanOrEqualTo(45);
        assertThat(ours.actions()).as("actions until then").isLessThanOrEqualTo(9);
        assertThat(referenceSeconds).as("the reference's seconds").isGreaterThanOrEqualTo(2 * seconds);
        assertThat(reference.actions()).as("the reference's actions").isGreaterThanOrEqualTo(2 * ours.actions());
    }

    @Test
    void sizesStandStillUnderNoise() {
        List<String> moved = new ArrayList<>();
        LongStream.rangeClosed(1, 25).forEach(seed -> {
            PipelineSimulation simulation = on32Cores(Policy.ours(), 0.10, seed);
            simulation.run(120);
            int before = simulation.actions();
            simulation.run(600);
            if (simulation.actions() > before) {
                moved.add("seed " + seed + ": " + (simulation.actions() - before));
            }
            assertThat(simulation.rate()).as("seed %d: the rate", seed).isGreaterThan(0.85 * BEST);
        });
        assertThat(moved).as("actions in ten steady minutes").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void reservedCoresAreNeverExceededWhateverHappens(long seed) {
        PipelineSimulation simulation = on32Cores(Policy.ours(), 0.10, seed);
        for (int change = 0; change < 6; change++) {
            simulation.run(60);
            double embed = 20 + 10 * ((change + seed) % 5);
            double score = 10 + 20 * ((change * 3L + seed) % 4);
            simulation.stage("embed").rate(actors -> embed);
            simulation.stage("score").rate(actors -> score);
        }
        assertThat(simulation.mostHeld())
                .as("cores held, those of leaving actors included")
                .isLessThanOrEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void changeOfTheWorkIsFollowedInOneSweep(long seed) {
        PipelineSimulation simulation = on32Cores(Policy.ours(), 0.05, seed);
        simulation.run(120 + seed);
        int before = simulation.actions();

        simulation.stage("embed").rate(actors -> 20);
        simulation.run(5);
        double newBest = 420; // 21 actors of 20 and 9 of 50
        double seconds = simulation.runUntilRate(0.95 * newBest, 500) - 120 - seed;
        simulation.run(30);

        assertThat(seconds).as("virtual seconds to 95 % of the new best").isLessThanOrEqualTo(45);
        assertThat(simulation.actions() - before).isLessThanOrEqualTo(12);
        assertThat(simulation.rate()).as("and it stays there").isGreaterThan(0.9 * newBest);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 2, 4})
    void onOneMachineTheModelGetsEveryCoreWhileReaderAndWriterRunBeside(double cores) {
        PipelineSimulation simulation = onOneMachine(cores, 200_000, ENDLESS);

        simulation.run(8);

        assertThat(simulation.stage("infer").running).isEqualTo((int) cores);
        assertThat(simulation.stage("read").running).isEqualTo(1);
        simulation.run(120);
        assertThat(simulation.stage("infer").running).as("two minutes later").isEqualTo((int) cores);
        assertThat(simulation.rate()).isGreaterThan(0.9 * 140 * cores);
    }

    @Test
    void readerThatNeedsAThirdOfACoreDoesNotTakeAWholeOne() {
        PipelineSimulation simulation = onOneMachine(2, 750, ENDLESS);

        simulation.run(60);

        // 2 cores / (1/140 + 1/750 + 1/100000) = 235 rows a second; with one actor it would be 140.
        assertThat(simulation.stage("infer").running).isEqualTo(2);
        assertThat(simulation.rate()).isGreaterThan(220);
    }

    @Test
    void poolIsEmptyAgainWhenNothingIsLeft() {
        PipelineSimulation simulation = onOneMachine(2, 200_000, 10_000);
        assertThat(simulation.stage("infer").running).as("before the first row").isZero();

        simulation.run(30);
        assertThat(simulation.stage("infer").running).as("in between").isEqualTo(2);
        simulation.run(30);

        assertThat(simulation.isDone()).isTrue();
        assertThat(simulation.stage("infer").present()).isZero();
        assertThat(simulation.stage("read").present())
                .as("a pool keeps its minimum")
                .isEqualTo(1);
    }

    @Test
    void actorsThatDoNotHelpAreGivenBack() {
        // One lock for all: more actors share what one can do.
        PipelineSimulation simulation = on32Cores(Policy.ours(), 0.02, 1);
        simulation.stage("embed").rate(actors -> 40.0 / Math.max(1, actors));
        simulation.run(100);

        assertThat(simulation.stage("embed").present()).isLessThanOrEqualTo(2);
        assertThat(simulation.rate()).as("as much as one can do").isGreaterThan(0.9 * 40);
    }
}
