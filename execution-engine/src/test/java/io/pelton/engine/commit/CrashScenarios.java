// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.JobOptions.Existing;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RetryableException;
import io.pelton.engine.io.FaultyFileStore;
import io.pelton.engine.io.FaultyFileStore.Crash;
import io.pelton.engine.io.FaultyFileStore.Manners;
import io.pelton.engine.io.FaultyFileStore.Probe;
import io.pelton.engine.io.FileStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Jobs that die, stutter or are overtaken at chosen operations, on any store. */
final class CrashScenarios {
    static final SimulatedJob JOB = new SimulatedJob("a", List.of(5, 0, 7, 2), 3, 2);
    static final SimulatedJob OTHER = new SimulatedJob("b", List.of(4, 6), 2, 2);

    /** What changes a store; all else reads. */
    private static final Pattern CHANGE = Pattern.compile("createExclusive|close|rename|copy|delete");

    /** Gives a store and an output folder that nobody has used. */
    interface Place {
        FileStore store();

        String freshOutput();

        /** A run has died. */
        default void died() throws IOException {}
    }

    private final Place place;
    private final Manners manners;

    CrashScenarios(Place place, Manners manners) {
        this.place = place;
        this.manners = manners;
    }

    private FaultyFileStore faulty(Probe probe) {
        return new FaultyFileStore(place.store(), manners, probe);
    }

    /** Dies before or after operation k, for every {@code step}-th k that a run has, and runs again. */
    int crashAtEveryOperation(int step) throws IOException {
        int points = 0;
        for (boolean done : new boolean[] {false, true}) {
            boolean crashed = true;
            for (int k = 1; crashed; k += step) {
                String output = place.freshOutput();
                Probe crash = Probe.crashAt(k, done);
                Probe watch = (n, isDone, what) -> {
                    if (isDone && CHANGE.matcher(what).lookingAt()) {
                        assertReadersSeeAllOrNoSuccess(output);
                    }
                    crash.at(n, isDone, what);
                };
                crashed = !runOnce(JOB, faulty(watch), output, Existing.RESUME);
                String as = "after a crash " + (done ? "after" : "before") + " operation " + k;
                takeUp(JOB, output, Existing.RESUME, as);
                Outputs.assertWhole(place.store(), output, JOB, as);
                points++;
            }
        }
        return points;
    }

    /**
     * Dies after every {@code step}-th change, which is as much as dying anywhere: reading changes nothing. Overwrites the
     * output of an old job, if there is one. For slow stores.
     */
    int crashAfterEveryChange(SimulatedJob job, Optional<SimulatedJob> old, int step) throws IOException {
        Existing existing = old.isPresent() ? Existing.OVERWRITE : Existing.RESUME;
        int points = 0;
        boolean crashed = true;
        for (int k = 1; crashed; k += step) {
            String output = place.freshOutput();
            if (old.isPresent()) {
                old.get().run(place.store(), output, Existing.RESUME);
            }
            crashed = !runOnce(job, faulty(crashAfterChange(k)), output, existing);
            String as = "after a crash after change " + k;
            if (old.isPresent()) {
                assertReadersSeeOneOf(output, old.get(), job);
            }
            if (crashed) {
                takeUp(job, output, Existing.RESUME, as);
            }
            Outputs.assertWhole(place.store(), output, job, as);
            points++;
        }
        return points;
    }

    private static Probe crashAfterChange(int change) {
        AtomicInteger changes = new AtomicInteger();
        return (n, done, what) -> {
            if (done && CHANGE.matcher(what).lookingAt() && changes.incrementAndGet() == change) {
                Probe.crashAt(n, true).at(n, true, what);
            }
        };
    }

    /** As above, while the output of another job, or of the same, is overwritten; checks what readers see all along. */
    int crashWhileOverwriting(SimulatedJob old, int step) throws IOException {
        int points = 0;
        for (boolean done : new boolean[] {false, true}) {
            boolean crashed = true;
            for (int k = 1; crashed; k += step) {
                String output = place.freshOutput();
                old.run(place.store(), output, Existing.RESUME);
                Probe crash = Probe.crashAt(k, done);
                Probe watch = (n, isDone, what) -> {
                    if (isDone && CHANGE.matcher(what).lookingAt()) {
                        assertReadersSeeOneOf(output, old, JOB);
                    }
                    crash.at(n, isDone, what);
                };
                crashed = !runOnce(JOB, faulty(watch), output, Existing.OVERWRITE);
                String as = "overwriting, after a crash " + (done ? "after" : "before") + " operation " + k;
                assertReadersSeeOneOf(output, old, JOB);
                if (crashed) {
                    takeUpOverwriting(output, as);
                }
                Outputs.assertWhole(place.store(), output, JOB, as);
                points++;
            }
        }
        return points;
    }

    /** Dies several times at random operations, then runs again. */
    void crashAtRandom(int seeds, Existing existing) throws IOException {
        for (int seed = 0; seed < seeds; seed++) {
            Random random = new Random(seed);
            String output = place.freshOutput();
            for (int runs = 0; runs < 5; runs++) {
                Set<RowRange> before = Outputs.committed(place.store(), output);
                Probe crash = Probe.crashAt(1 + random.nextInt(40), random.nextBoolean());
                runOnce(JOB, faulty(crash), output, existing);
                assertThat(Outputs.committed(place.store(), output))
                        .as("commits that lasted, seed %s, run %s", seed, runs)
                        .containsAll(existing == Existing.RESUME ? before : Set.of());
            }
            JOB.run(place.store(), output, existing);
            Outputs.assertWhole(place.store(), output, JOB, "seed " + seed);
        }
    }

    /** Fails once before or after operation k, for every k; the run itself must get over it. */
    int failAtEveryOperation(Existing existing) throws IOException {
        int points = 0;
        for (boolean done : new boolean[] {false, true}) {
            long operations = Long.MAX_VALUE;
            for (int k = 1; k <= operations; k++) {
                String output = place.freshOutput();
                if (existing == Existing.OVERWRITE) {
                    OTHER.run(place.store(), output, Existing.RESUME);
                }
                FaultyFileStore store = faulty(failAt(k, done));
                JOB.run(store, output, existing);
                Outputs.assertWhole(place.store(), output, JOB, "after a failure at operation " + k + " done=" + done);
                operations = store.operations();
                points++;
            }
        }
        return points;
    }

    /** One operation of sixteen fails, before or after it was done; a run that gives up is run again. */
    void failAtRandom(int seeds) throws IOException {
        for (int seed = 0; seed < seeds; seed++) {
            Random random = new Random(seed);
            String output = place.freshOutput();
            Probe probe = (n, done, what) -> {
                if (random.nextInt(32) == 0) {
                    fail(n, what);
                }
            };
            boolean done = false;
            for (int runs = 0; !done; runs++) {
                assertThat(runs).as("runs that failed, seed %s", seed).isLessThan(20);
                done = runWithFailures(faulty(probe), output);
            }
            Outputs.assertWhole(place.store(), output, JOB, "with random failures, seed " + seed);
        }
    }

    private static boolean runWithFailures(FaultyFileStore store, String output) {
        try {
            JOB.run(store, output, Existing.RESUME);
            return true;
        } catch (IOException | RetryableException e) {
            return false;
        }
    }

    private static Probe failAt(long operation, boolean done) {
        return (n, isDone, what) -> {
            if (n == operation && isDone == done) {
                fail(n, what);
            }
        };
    }

    /** Stores may say that something failed for now by either exception. */
    private static void fail(long n, String what) throws IOException {
        String message = "simulated failure at " + n + ": " + what;
        if (n % 2 == 0) {
            throw new RetryableException(message);
        }
        throw new IOException(message);
    }

    /** A run stands still before operation k, for every k, while another does its whole work; then it goes on. */
    int overtakeAtEveryOperation(SimulatedJob second, Existing secondMode) throws IOException {
        int overtaken = 0;
        for (int k = 1; ; k++) {
            int at = k;
            String output = place.freshOutput();
            Probe probe = (n, done, what) -> {
                if (n == at && !done) {
                    second.run(place.store(), output, secondMode);
                }
            };
            FaultyFileStore store = faulty(probe);
            overtaken += runUnlessOvertaken(JOB, store, output, Existing.RESUME) ? 0 : 1;
            if (store.operations() < k) {
                return overtaken;
            }
            Outputs.assertRows(place.store(), output, second, "when overtaken before operation " + k);
        }
    }

    /** Runs until done or refused because of another; says whether it was done. */
    static boolean runUnlessOvertaken(SimulatedJob job, FileStore store, String output, Existing existing)
            throws IOException {
        try {
            job.run(store, output, existing);
            return true;
        } catch (PeltonException e) {
            assertThat(e.kind()).isEqualTo(ErrorKind.USER);
            assertThat(e).hasMessageMatching("(?s)Cannot go on writing.*another run has taken over.*|Cannot resume.*");
            return false;
        }
    }

    /** Runs until done or dead; says whether it was done. */
    boolean runOnce(SimulatedJob job, FaultyFileStore store, String output, Existing existing) throws IOException {
        try {
            job.run(store, output, existing);
            return true;
        } catch (Crash e) {
            place.died();
            return false;
        }
    }

    private void takeUp(SimulatedJob job, String output, Existing existing, String as) throws IOException {
        Set<RowRange> committed = Outputs.committed(place.store(), output);
        SimulatedJob.Run run = job.run(place.store(), output, existing);
        Set<RowRange> before =
                run.before().stream().flatMap(s -> s.ranges().stream()).collect(Collectors.toSet());
        assertThat(before).as("what the log holds %s", as).isEqualTo(committed);
        Set<RowRange> redone = new HashSet<>(run.computed());
        redone.retainAll(committed);
        assertThat(redone)
                .as("committed splits that were computed again %s", as)
                .isEmpty();
    }

    /** The same command again takes up what it had begun; only if the crash came before that is everything to do. */
    private void takeUpOverwriting(String output, String as) throws IOException {
        boolean begun = Outputs.overwriting(place.store(), output).equals(Optional.of(JOB.identity()));
        Set<RowRange> committed = begun ? Outputs.committed(place.store(), output) : Set.of();
        boolean finished =
                begun && JOB.open(place.store(), output, Existing.RESUME).published();
        SimulatedJob.Run run = JOB.run(place.store(), output, Existing.OVERWRITE);
        if (!finished) {
            assertThat(run.before().stream().flatMap(s -> s.ranges().stream()))
                    .as("what the log holds %s", as)
                    .containsExactlyInAnyOrderElementsOf(committed);
        }
    }

    private void assertReadersSeeAllOrNoSuccess(String output) throws IOException {
        if (Outputs.succeeded(place.store(), output)) {
            assertThat(Outputs.lines(place.store(), output))
                    .as("what readers see beside _SUCCESS")
                    .isEqualTo(JOB.expected());
        }
    }

    private void assertReadersSeeOneOf(String output, SimulatedJob old, SimulatedJob young) throws IOException {
        List<String> lines = Outputs.lines(place.store(), output);
        if (Outputs.succeeded(place.store(), output)) {
            assertThat(lines).as("what readers see beside _SUCCESS").isIn(old.expected(), young.expected());
        }
        Set<String> there = new HashSet<>(lines);
        assertThat(there.containsAll(old.expected()) || there.containsAll(young.expected()))
                .as("whether the old output or the new is still whole: %s", lines)
                .isTrue();
    }
}
