// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.actor.autoscale.Need.Knowledge;
import io.pelton.actor.autoscale.PoolObservation.Input;
import io.pelton.actor.autoscale.PoolObservation.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SolverTest {
    private static Need need(String name, double rowsPerSecond, int max, PoolLimits limits) {
        PoolObservation pool =
                new PoolObservation(name, List.of(), limits, 1, 0, 0, 0, 0, 0, 0, 0, Input.MORE_TO_COME, Output.FLOWS);
        return new Need(pool, RateEstimate.first(pool, 0), Knowledge.MEASURED, 1 / rowsPerSecond, 1, max);
    }

    private static Need need(String name, double rowsPerSecond, int max, double cpus) {
        return need(name, rowsPerSecond, max, PoolLimits.of(0, max, cpus));
    }

    @Test
    void reservedCoresAreSharedSoThatAllPoolsKeepUp() {
        Solver solver = new Solver(
                Capacity.reserved(10),
                List.of(need("fast", 30, 99, 1), need("slow", 10, 99, 1), need("light", 500, 9, 1)));

        assertThat(solver.best()).as("the tenth core would not help alone").containsExactly(2, 6, 1);
        assertThat(solver.rate(solver.best())).isEqualTo(60);
    }

    @Test
    void poolAtItsMaximumHoldsTheOthersBack() {
        Solver solver = new Solver(Capacity.reserved(100), List.of(need("a", 10, 99, 1), need("b", 10, 3, 1)));

        assertThat(solver.best()).as("more of a would wait for b").containsExactly(3, 3);
    }

    @Test
    void timeSharedCoresAreCountedByUse() {
        Solver solver = new Solver(
                Capacity.ofMachine(4), List.of(need("read", 1_000, 4, 1), need("a", 10, 4, 1), need("b", 40, 4, 1)));

        assertThat(solver.best()).as("a 3.2, b 0.8 and a little reading").containsExactly(1, 4, 1);
    }

    @Test
    void otherResourcesBoundAsWell() {
        PoolLimits withGpu = new PoolLimits(0, 99, 1, Map.of("gpus", 0.5));
        Solver solver = new Solver(
                Capacity.ofMachine(64).with("gpus", 1),
                List.of(need("decode", 100, 99, 1), need("infer", 50, 99, withGpu)));

        assertThat(solver.best()).containsExactly(1, 2);
    }

    @Test
    void resourceThatIsNotThereBearsNobodyBeyondTheFloor() {
        PoolLimits withGpu = new PoolLimits(0, 99, 1, Map.of("gpus", 1.0));
        Solver solver = new Solver(Capacity.ofMachine(64), List.of(need("infer", 50, 99, withGpu)));

        assertThat(solver.best()).containsExactly(1);
    }

    @Test
    void noAllocationIsFasterWhereCoresAreReserved() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<Need> needs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                needs.add(need("p" + i, 1 + random.nextInt(50), 1 + random.nextInt(6), 0.5 * (1 + random.nextInt(3))));
            }
            Capacity capacity = Capacity.reserved(5 + random.nextInt(8));
            Solver solver = new Solver(capacity, needs);

            assertThat(solver.rate(solver.best())).as("round %d", round).isEqualTo(bestByTryingAll(solver, needs));
            assertThat(solver.fits(solver.best())).isTrue();
        }
    }

    private static double bestByTryingAll(Solver solver, List<Need> needs) {
        double best = 0;
        for (int a = 1; a <= needs.get(0).ceiling(); a++) {
            for (int b = 1; b <= needs.get(1).ceiling(); b++) {
                for (int c = 1; c <= needs.get(2).ceiling(); c++) {
                    int[] actors = {a, b, c};
                    best = solver.fits(actors) ? Math.max(best, solver.rate(actors)) : best;
                }
            }
        }
        return best;
    }
}
