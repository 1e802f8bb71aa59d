// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pelton.dataset.Dataset;
import io.pelton.dataset.RecordBatch;
import io.pelton.dataset.source.BatchReader;
import io.pelton.dataset.source.PartLayout;
import io.pelton.dataset.source.ReadRequest;
import io.pelton.dataset.source.ReadableSource;
import io.pelton.dataset.source.SourcePart;
import io.pelton.dataset.source.internal.RangeSource;
import io.pelton.engine.plan.Planner;
import io.pelton.engine.plan.Stage;
import io.pelton.engine.schedule.NoCommands;
import io.pelton.engine.schedule.Scheduler;
import io.pelton.engine.schedule.SchedulerInput;
import io.pelton.engine.schedule.SchedulerSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The listing's thread and the loop, brought together at every point where one could overtake the other. */
@Timeout(120)
class InputListingTest {
    /** So few that the scheduler asks for all layouts without reading any part. */
    private static final int PARTS = 12;

    @Test
    void everyPartIsToldOnceInOrderHoweverListingAndLoopTakeTurns() throws Exception {
        for (long seed = 0; seed < 300; seed++) {
            new Turns(new Random(seed)).run("seed " + seed);
        }
    }

    @Test
    void partsThatAreFoundWhileOthersAreToldAreToldNext() throws Exception {
        Turns turns = new Turns(new Random(0));
        turns.whileTelling = () -> turns.source.find(2);
        turns.start();
        turns.source.find(1);

        turns.runEvent();

        assertThat(turns.known).containsExactly(0);
        assertThat(turns.posted()).as("looks at what was found").isEqualTo(1);
        turns.whileTelling = () -> {};
        turns.runEvent();
        assertThat(turns.known).containsExactly(0, 1, 2);
        turns.toTheEnd("the rest");
    }

    @Test
    void whatIsPreparedIsInterruptedAtTheEndAndNotWaitedFor() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Turns turns = new Turns(new Random(0));
        turns.preparing = () -> {
            begun.countDown();
            try {
                return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        };
        turns.start();
        turns.source.find(PARTS);
        begun.await();

        assertThat(turns.listing.close()).isTrue();
        interrupted.await();
        assertThat(turns.allListed.getCount()).as("it was not begun").isEqualTo(1);
    }

    /** One listing, of two leaves, whose every step the test decides. */
    private static final class Turns {
        private final Random random;
        private final Gated source = new Gated();
        private final Loop loop = new Loop();
        /** Parts whose sizes were asked for when the scheduler was told of them. */
        private final List<Integer> known = new ArrayList<>();

        private final List<Integer> layouts = new ArrayList<>();
        private final CountDownLatch allListed = new CountDownLatch(1);
        private final InputListing listing;
        private Runnable whileTelling = () -> {};
        private Callable<Boolean> preparing = () -> true;

        Turns(Random random) {
            this.random = random;
            Dataset rows = Dataset.read(source);
            List<Stage> plan = Planner.plan(rows.union(rows).plan(), 1).graph().stages();
            InputCatalog catalog = new InputCatalog(plan, scan -> source);
            InputProgress progress = new InputProgress(
                    part -> {
                        known.add(part);
                        whileTelling.run();
                        return 1;
                    },
                    Long.MAX_VALUE);
            Set<Integer> unlisted =
                    catalog.leaves().stream().map(InputCatalog.Leaf::stage).collect(Collectors.toSet());
            SchedulerInput input =
                    new SchedulerInput(StageSpecs.of(plan, true), catalog.inputParts(0), unlisted, List.of(), Map.of());
            Scheduler<RecordBatch> scheduler =
                    new Scheduler<>(input, SchedulerSettings.of(1 << 20, 1), new Asked(layouts), 0);
            scheduler.start(0);
            InputListing.Listed listed = new InputListing.Listed() {
                @Override
                public void prepare() throws Exception {
                    preparing.call();
                }

                @Override
                public void run(BooleanSupplier wanted) {
                    allListed.countDown();
                }
            };
            listing = new InputListing(catalog, progress, scheduler, loop, Duration.ofSeconds(30), listed);
        }

        void start() {
            listing.start();
            source.awaitGate();
        }

        int posted() {
            return loop.size();
        }

        void runEvent() {
            loop.runOne();
        }

        void run(String as) throws Exception {
            whileTelling = () -> {
                if (random.nextInt(3) == 0) {
                    source.find(1 + random.nextInt(3));
                }
            };
            start();
            while (!source.ended()) {
                if (random.nextBoolean()) {
                    source.find(1 + random.nextInt(3));
                } else if (loop.size() > 0) {
                    runEvent();
                }
            }
            toTheEnd(as);
        }

        void toTheEnd(String as) throws Exception {
            source.find(PARTS);
            // The second leaf reads the same source, so that its parts follow at once.
            while (!allListed.await(loop.size() > 0 ? 0 : 1, TimeUnit.MILLISECONDS)) {
                if (loop.size() > 0) {
                    runEvent();
                }
            }
            assertThat(listing.close()).isTrue();
            List<Integer> all = IntStream.range(0, 2 * PARTS).boxed().toList();
            assertThat(known).as("parts told, %s", as).isEqualTo(all);
            assertThat(layouts).as("parts that the scheduler knows, %s", as).isEqualTo(all);
        }
    }

    /** Finds parts when the test says so. */
    private static final class Gated implements ReadableSource {
        private static final RangeSource NUMBERS = new RangeSource(0, 1_000);

        @GuardedBy("this")
        private int allowed;

        @GuardedBy("this")
        private int found;

        @GuardedBy("this")
        private boolean atGate;

        /** Lets more parts be found, and returns once they are, and their finding was told. */
        synchronized void find(int more) {
            allowed = Math.min(PARTS, allowed + more);
            notifyAll();
            awaitGate();
        }

        synchronized void awaitGate() {
            while (!(atGate && found == allowed)) {
                waitALittle();
            }
        }

        synchronized boolean ended() {
            return found == PARTS;
        }

        private synchronized void pass() {
            atGate = true;
            notifyAll();
            while (found == allowed) {
                waitALittle();
            }
            atGate = false;
        }

        @GuardedBy("this")
        private void waitALittle() {
            try {
                wait(1_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void parts(Predicate<SourcePart> taker) {
            for (int part = 0; part < PARTS; part++) {
                pass();
                assertThat(taker.test(new SourcePart("part " + part, "1", 1))).isTrue();
                synchronized (this) {
                    found++;
                    atGate = found == PARTS;
                    notifyAll();
                }
            }
        }

        @Override
        public List<SourcePart> parts() {
            List<SourcePart> all = new ArrayList<>();
            parts(all::add);
            return all;
        }

        @Override
        public String describe() {
            return "parts";
        }

        @Override
        public Schema schema() {
            return NUMBERS.schema();
        }

        @Override
        public PartLayout layout(SourcePart part) {
            return NUMBERS.layout(part);
        }

        @Override
        public BatchReader open(SourcePart part, ReadRequest request) {
            return NUMBERS.open(part, request);
        }
    }

    /** Keeps events until the test runs them. */
    private static final class Loop implements StagePool.Events {
        @GuardedBy("this")
        private final Deque<Runnable> events = new ArrayDeque<>();

        @Override
        public synchronized void post(Runnable event) {
            events.add(event);
        }

        synchronized int size() {
            return events.size();
        }

        void runOne() {
            Runnable event;
            synchronized (this) {
                event = events.remove();
            }
            event.run();
        }

        @Override
        public void answer(Runnable event) {
            post(event);
        }

        @Override
        public long now() {
            return 0;
        }

        @Override
        public void actors(int stage, int running) {}

        @Override
        public void fatal(Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public boolean ending() {
            return false;
        }
    }

    /** Notes which layouts the scheduler asks for; nothing is read, as no actor ever starts. */
    private static final class Asked extends NoCommands<RecordBatch> {
        private final List<Integer> layouts;

        Asked(List<Integer> layouts) {
            this.layouts = layouts;
        }

        @Override
        public void loadLayout(int part) {
            layouts.add(part);
        }
    }
}
