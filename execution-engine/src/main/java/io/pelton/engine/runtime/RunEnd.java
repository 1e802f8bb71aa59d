// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import io.pelton.engine.plan.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/**
 * The end of a run: its threads are ended, then what they still said is run, so that no batch is left behind. What hangs, in
 * a store or in native code, is waited for only so long. It is left to its thread then, with all that it may still use, and
 * there are words for what that means.
 *
 * <p><b>Threads.</b> The loop's.
 */
final class RunEnd {
    private final List<Stage> plan;
    private final EventLoop events;
    private final Allocators allocators;
    private final InputListing listing;
    private final List<StagePool> pools;
    private final PartLayouts layouts;
    private final LeafReads reads;
    private final Writing writing;
    private final List<String> leftBehind = new ArrayList<>();

    RunEnd(
            List<Stage> plan,
            EventLoop events,
            Allocators allocators,
            InputListing listing,
            List<StagePool> pools,
            PartLayouts layouts,
            LeafReads reads,
            Writing writing) {
        this.plan = plan;
        this.events = events;
        this.allocators = allocators;
        this.listing = listing;
        this.pools = pools;
        this.layouts = layouts;
        this.reads = reads;
        this.writing = writing;
    }

    /** Ends all threads; once, after the last turn. */
    void shutDown(Troubles troubles) {
        if (!listing.close()) {
            leftBehind.add(
                    "The claim of its log hangs in the store, and may come to be later: nothing is committed under it,"
                            + " and whoever opens the log next takes over.");
        }
        pools.forEach(pool -> troubles.attempt(pool::close));
        layouts.close();
        if (!writing.close()) {
            leftBehind.add(
                    "The last step of its log hangs in the store: if it comes to be before the next run opens the log,"
                            + " its rows are committed, and if not, they are computed again.");
        }
        runEvents(troubles);
        pools.forEach(pool -> troubles.attempt(() -> pool.giveUp(new CancellationException("the job has ended"))));
        if (!reads.closeAll()) {
            leftBehind.add("The closing of what it reads hangs in the store.");
        }
        if (!writing.removeRest()) {
            leftBehind.add(
                    "The removal of files that it has not committed hangs in the store; they are removed when the job is"
                            + " published.");
        }
        tellHanging();
    }

    /** What actors that hang still use is not freed. */
    private void tellHanging() {
        String hanging = plan.stream()
                .filter(stage -> pools.get(stage.id()).isAtWork())
                .map(stage -> "'" + stage.name() + "'")
                .collect(Collectors.joining(" and "));
        if (!hanging.isEmpty()) {
            String memory = allocators.leaks();
            leftBehind.add("An actor of " + hanging + " hangs and was left behind"
                    + (memory.isEmpty()
                            ? "."
                            : " with " + memory + ", which stays allocated since it may still be used."));
        }
    }

    /** Runs what was said since the last turn. */
    private void runEvents(Troubles troubles) {
        while (!events.isEmpty()) {
            troubles.attempt(() -> events.run(1));
        }
    }

    /** Sentences on what hung, so that the run ended without it; empty if nothing did. */
    String leftBehind() {
        return String.join(" ", leftBehind);
    }
}
