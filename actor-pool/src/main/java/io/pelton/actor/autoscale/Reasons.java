// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor.autoscale;

import io.pelton.actor.autoscale.Need.Knowledge;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in words why targets are as they are. */
final class Reasons {
    private Reasons() {}

    static String why(Solver solver, List<Need> needs, int[] wanted, int[] targets) {
        String unknown = needs.stream()
                .filter(need -> need.is(Knowledge.UNKNOWN))
                .map(need -> need.pool().name())
                .collect(Collectors.joining(", "));
        int slowest = solver.slowest(targets);
        String limit = slowest < 0 ? "nothing is measured yet" : limit(solver, needs.get(slowest), targets, slowest);
        String measuring = unknown.isEmpty() ? "" : "; not measured yet: " + unknown;
        String waiting = Arrays.equals(wanted, targets) ? "" : "; more to come when leaving actors have made room";
        return limit + measuring + waiting;
    }

    private static String limit(Solver solver, Need need, int[] targets, int slowest) {
        int actors = targets[slowest];
        double rate = need.estimate().rate();
        return String.format(
                Locale.ROOT,
                "%s limits with %d %s of %s rows/s each, %s",
                need.pool().name(),
                actors,
                actors == 1 ? "actor" : "actors",
                rate >= 100 ? String.format(Locale.ROOT, "%.0f", rate) : String.format(Locale.ROOT, "%.3g", rate),
                bound(solver, need, targets, slowest));
    }

    private static String bound(Solver solver, Need need, int[] targets, int slowest) {
        int actors = targets[slowest];
        if (actors >= need.pool().limits().max()) {
            return "its maximum";
        }
        if (actors >= need.ceiling()) {
            return "as many as use the cores or were seen to help";
        }
        return solver.canGrow(targets, slowest) ? "and may grow" : "and no resources are left";
    }
}
