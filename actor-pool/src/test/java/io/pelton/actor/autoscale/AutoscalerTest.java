// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelton.actor.autoscale.PoolObservation.Input;
import io.pelton.actor.autoscale.PoolObservation.Output;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Single decisions; the long run is in {@link AutoscalerSimulationTest}. */
class AutoscalerTest {
    private static final long SECOND = 1_000_000_000L;
    private final Autoscaler autoscaler = new Autoscaler();

    /** A pool in a chain, changed step by step from one that has done nothing. */
    private record Seen(PoolObservation pool) {
        static Seen source(String name, int max) {
            return of(name, List.of(), 1, max);
        }

        static Seen of(String name, List<String> inputs, int min, int max) {
            return new Seen(new PoolObservation(
                    name,
                    inputs,
                    PoolLimits.of(min, max, 1),
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    Input.MORE_TO_COME,
                    Output.FLOWS));
        }

        Seen actors(int running, int pending) {
            return with(
                    running,
                    pending,
                    pool.leaving(),
                    pool.rowsIn(),
                    pool.rowsOut(),
                    pool.busyNanos(),
                    pool.queuedRows());
        }

        Seen leaving(int leaving) {
            return with(
                    pool.running(),
                    pool.pending(),
                    leaving,
                    pool.rowsIn(),
                    pool.rowsOut(),
                    pool.busyNanos(),
                    pool.queuedRows());
        }

        /** It has handled rows at so many a busy second, each of which gave one row. */
        Seen handled(long rows, double perBusySecond) {
            return handled(rows, perBusySecond, 1);
        }

        Seen handled(long rows, double perBusySecond, double selectivity) {
            long busyNanos = (long) (rows / perBusySecond * 1e9);
            return with(
                    pool.running(),
                    pool.pending(),
                    pool.leaving(),
                    rows,
                    (long) (rows * selectivity),
                    busyNanos,
                    pool.queuedRows());
        }

        Seen queued(long rows) {
            return with(
                    pool.running(),
                    pool.pending(),
                    pool.leaving(),
                    pool.rowsIn(),
                    pool.rowsOut(),
                    pool.busyNanos(),
                    rows);
        }

        Seen blocked() {
            return new Seen(copy(pool.input(), Output.BLOCKED));
        }

        Seen exhausted() {
            return new Seen(copy(Input.EXHAUSTED, pool.output()));
        }

        private Seen with(
                int running, int pending, int leaving, long rowsIn, long rowsOut, long busyNanos, long queuedRows) {
            return new Seen(new PoolObservation(
                    pool.name(),
                    pool.inputs(),
                    pool.limits(),
                    running,
                    pending,
                    leaving,
                    rowsIn,
                    rowsOut,
                    busyNanos,
                    queuedRows,
                    0,
                    pool.input(),
                    pool.output()));
        }

        private PoolObservation copy(Input input, Output output) {
            return new PoolObservation(
                    pool.name(),
                    pool.inputs(),
                    pool.limits(),
                    pool.running(),
                    pool.pending(),
                    pool.leaving(),
                    pool.rowsIn(),
                    pool.rowsOut(),
                    pool.busyNanos(),
                    pool.queuedRows(),
                    pool.rowsAtWork(),
                    input,
                    output);
        }
    }

    private static Observation seen(double seconds, Capacity capacity, Seen... pools) {
        return new Observation(
                (long) (seconds * SECOND),
                capacity,
                List.of(pools).stream().map(Seen::pool).toList());
    }

    private Decision first(Capacity capacity, Seen... pools) {
        return autoscaler.decide(AutoscalerState.initial(), seen(1, capacity, pools));
    }

    private final Seen read = Seen.source("read", 4).actors(1, 0).handled(1_000, 10_000);
    private final Seen infer =
            Seen.of("infer", List.of("read"), 1, 8).actors(1, 0).queued(500);
    private final Seen write = Seen.of("write", List.of("infer"), 1, 1).actors(1, 0);

    @Test
    void poolsStartWithTheirMinimumAndThoseOfNoneWithNothing() {
        Decision decision = first(
                Capacity.ofMachine(8),
                Seen.source("read", 4),
                Seen.of("embed", List.of("read"), 3, 8),
                Seen.of("rank", List.of("embed"), 0, 8));

        assertThat(decision.targets()).isEqualTo(Map.of("read", 1, "embed", 3, "rank", 0));
        assertThat(decision.limitingPool()).isEmpty();
        assertThat(decision.reason()).isEqualTo("nothing is measured yet; not measured yet: read, embed, rank");
    }

    @Test
    void emptyPoolGetsAnActorAtItsFirstRow() {
        Seen rank = Seen.of("rank", List.of("read"), 0, 8).queued(1);

        assertThat(first(Capacity.ofMachine(8), read, rank).targets()).containsEntry("rank", 1);
    }

    @Test
    void saturatedPoolGetsASecondActorBeforeItsFirstResultIfACoreIsIdle() {
        assertThat(first(Capacity.ofMachine(2), read, infer, write).targets())
                .isEqualTo(Map.of("read", 1, "infer", 2, "write", 1));
        assertThat(first(Capacity.ofMachine(1), read, infer, write).targets()).containsEntry("infer", 1);
    }

    @Test
    void poolWhoseResultsCannotGoOnIsNotShortOfActors() {
        assertThat(first(Capacity.ofMachine(8), read, infer.blocked(), write).targets())
                .containsEntry("infer", 1);
    }

    @Test
    void poolThatStandsStillTakesNoCoreFromOthers() {
        Seen held = Seen.of("write", List.of("infer"), 1, 4).actors(1, 0).queued(500);

        assertThat(first(Capacity.ofMachine(2), read, infer, held).targets())
                .as("while it works")
                .isEqualTo(Map.of("read", 1, "infer", 1, "write", 1));
        assertThat(first(Capacity.ofMachine(2), read, infer, held.blocked()).targets())
                .isEqualTo(Map.of("read", 1, "infer", 2, "write", 1));
    }

    @Test
    void unmeasuredPoolGetsOnlyOneEarly() {
        assertThat(first(Capacity.ofMachine(8), read, infer.actors(2, 0), write).targets())
                .containsEntry("infer", 2);
        assertThat(first(Capacity.ofMachine(8), read, infer.actors(1, 1), write).targets())
                .containsEntry("infer", 2);
    }

    @Test
    void measuredPoolGrowsStepByStepWhileWhatFollowsIsUnknown() {
        Decision decision = first(Capacity.ofMachine(8), read, infer.handled(10, 100), write);

        assertThat(decision.targets()).isEqualTo(Map.of("read", 1, "infer", 2, "write", 1));
        assertThat(decision.reason()).contains("infer limits").endsWith("not measured yet: write");
    }

    @Test
    void allPoolsAreSizedInOneStepOnceAllAreMeasured() {
        Decision decision = first(Capacity.ofMachine(8), read, infer.handled(10, 100), write.handled(10, 50_000));

        assertThat(decision.targets()).isEqualTo(Map.of("read", 1, "infer", 8, "write", 1));
        assertThat(decision.limitingPool()).contains("infer");
        assertThat(decision.reason()).isEqualTo("infer limits with 8 actors of 100 rows/s each, its maximum");
        assertThat(decision.sourceRowsPerSecond()).isBetween(780.0, 800.0);
    }

    @Test
    void selectivityBeforeAPoolCountsInItsNeed() {
        Seen explode = Seen.of("explode", List.of("read"), 1, 1).actors(1, 0).handled(100, 10_000, 4);
        Seen model = Seen.of("model", List.of("explode"), 1, 99).actors(1, 0).handled(400, 100);

        Decision decision = first(Capacity.reserved(10), read, explode, model);

        assertThat(decision.targets()).containsEntry("model", 8);
        assertThat(decision.sourceRowsPerSecond()).as("four model rows each").isEqualTo(200);
    }

    @Test
    void sourcesThatHaveEndedNoLongerCount() {
        Seen ended = Seen.source("old", 2).actors(1, 0).handled(50, 10).exhausted();
        Seen model =
                Seen.of("model", List.of("old", "read"), 1, 99).actors(1, 0).handled(400, 100);

        Decision decision = first(Capacity.reserved(9), ended, read, model);

        assertThat(decision.targets()).isEqualTo(Map.of("old", 1, "read", 1, "model", 7));
    }

    @Test
    void actorsUnderWayCountAsPresent() {
        Decision decision =
                first(Capacity.ofMachine(8), read, infer.actors(1, 7).handled(10, 100), write.handled(10, 50_000));

        assertThat(decision.targets()).containsEntry("infer", 8);
    }

    @Test
    void gainOfLessThanFivePercentIsNotWorthAStep() {
        Seen model = Seen.of("model", List.of("read"), 1, 99).actors(30, 0).handled(400, 10);

        assertThat(first(Capacity.reserved(32), read, model).targets())
                .as("31 would be 3 %%")
                .containsEntry("model", 30);
        assertThat(first(Capacity.reserved(33), read, model).targets())
                .as("32 are 6.7 %%")
                .containsEntry("model", 32);
    }

    @Test
    void surplusOfAFifthIsGivenUp() {
        Seen prepare = Seen.of("prepare", List.of("read"), 1, 99).handled(400, 100);
        Seen model = Seen.of("model", List.of("prepare"), 1, 10).actors(10, 0).handled(400, 100);

        assertThat(first(Capacity.ofMachine(64), read, prepare.actors(12, 0), model)
                        .targets())
                .as("10 of 12 are needed")
                .containsEntry("prepare", 12);
        assertThat(first(Capacity.ofMachine(64), read, prepare.actors(16, 0), model)
                        .targets())
                .as("10 of 16 are needed, and some room")
                .containsEntry("prepare", 12);
    }

    @Test
    void whatLeavingActorsHoldIsNotGivenAway() {
        Seen old = Seen.source("read", 20).actors(1, 0).handled(1_000, 10_000).leaving(6);
        Seen model = Seen.of("model", List.of("read"), 1, 99).actors(1, 0).handled(400, 10);

        Decision decision = first(Capacity.reserved(10), old, model);

        assertThat(decision.targets()).as("1 + 6 leaving + 3").containsEntry("model", 3);
        assertThat(decision.reason()).endsWith("more to come when leaving actors have made room");
    }

    @Test
    void stepThatIsTakenBackIsNotHeldAgainstTheNext() {
        Capacity cores = Capacity.ofMachine(2);
        Seen writer = Seen.of("write", List.of("infer"), 1, 2).actors(1, 0);
        Decision decision = first(cores, read, infer.handled(10, 100), writer);
        decision = autoscaler.decide(
                decision.state(), seen(1.5, cores, read, infer.handled(40, 100), writer.handled(30, 24)));
        assertThat(decision.targets()).as("its first rows were slow").containsEntry("write", 2);

        decision = autoscaler.decide(
                decision.state(), seen(2, cores, read, infer.handled(90, 100), writer.handled(3_000, 2_000)));
        assertThat(decision.targets()).containsEntry("write", 1).containsEntry("infer", 2);

        for (int second = 3; second < 30; second++) {
            decision = autoscaler.decide(
                    decision.state(),
                    seen(
                            second,
                            cores,
                            read,
                            infer.actors(2, 0).handled(90 + 200L * (second - 2), 100),
                            writer.handled(3_000, 2_000)));
            assertThat(decision.targets()).as("after %s s", second).containsEntry("infer", 2);
        }
    }

    @Test
    void finishedPoolKeepsItsMinimum() {
        Seen model = Seen.of("model", List.of("read"), 0, 9)
                .actors(4, 0)
                .handled(400, 10)
                .exhausted();

        assertThat(first(Capacity.ofMachine(8), read.exhausted(), model).targets())
                .isEqualTo(Map.of("read", 1, "model", 0));
        assertThat(first(Capacity.ofMachine(8), read.exhausted(), model.queued(5))
                        .targets())
                .as("rows are left")
                .isNotEqualTo(Map.of("read", 1, "model", 0));
    }

    @Test
    void poolThatMayBeEmptyIsSoAfterHalfAMinuteWithoutRowsAndComesBackWithThem() {
        Seen rare = Seen.of("rare", List.of("read"), 0, 1).actors(1, 0).handled(400, 1_000);
        Capacity capacity = Capacity.ofMachine(8);
        AutoscalerState state = AutoscalerState.initial();

        Decision now = autoscaler.decide(state, seen(0, capacity, read, rare));
        Decision soon = autoscaler.decide(now.state(), seen(29, capacity, read, rare));
        Decision later = autoscaler.decide(soon.state(), seen(31, capacity, read, rare));
        Decision again = autoscaler.decide(
                later.state(), seen(90, capacity, read, rare.actors(0, 0).queued(1)));

        assertThat(List.of(now, soon, later, again))
                .extracting(decision -> decision.targets().get("rare"))
                .containsExactly(1, 1, 0, 1);
    }

    @Test
    void minimumIsGrantedEvenBeyondTheCores() {
        Seen greedy = Seen.of("greedy", List.of("read"), 6, 8).actors(6, 0).handled(100, 10);

        assertThat(first(Capacity.ofMachine(2), read, greedy).targets()).containsEntry("greedy", 6);
        assertThat(first(Capacity.reserved(2), read, greedy).targets()).containsEntry("greedy", 6);
    }

    @Test
    void sameStateAndObservationGiveTheSameDecision() {
        Observation observation =
                seen(1, Capacity.ofMachine(8), read, infer.handled(10, 100), write.handled(10, 50_000));

        Decision one = autoscaler.decide(AutoscalerState.initial(), observation);
        Decision two = autoscaler.decide(AutoscalerState.initial(), observation);

        assertThat(one.targets()).isEqualTo(two.targets());
        assertThat(one.reason()).isEqualTo(two.reason());
    }

    @Test
    void noPoolsNeedNothing() {
        assertThat(first(Capacity.ofMachine(1)).targets()).isEmpty();
    }

    @Test
    void senselessLimitsAreRefused() {
        assertThatThrownBy(() -> PoolLimits.of(3, 2, 1))
                .hasMessage("Cannot scale a pool: 0 <= min <= max and 1 <= max but min is 3 and max is 2");
        assertThatThrownBy(() -> Capacity.ofMachine(0))
                .hasMessage("Cannot scale pools: cores must be more than 0 but is 0.0");
    }
}
