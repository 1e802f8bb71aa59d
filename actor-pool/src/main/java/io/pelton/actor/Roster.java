// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.actor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The living actors of a pool, and who of them is wanted. Not thread-safe: every call, and every write of a
 * {@link Replica}'s phase and flags, happens under the pool's lock.
 *
 * <p>An actor is <i>present</i> while it counts towards the wanted number: from the moment it is added,
 * long before it is made, until it is told to leave or ends.
 */
final class Roster<M, R> {
    private final int capacity;
    /** Every actor that has not told its end yet, in the order they were added. */
    private final List<Replica<M, R>> replicas = new ArrayList<>();

    Roster(int capacity) {
        this.capacity = capacity;
    }

    void add(Replica<M, R> replica) {
        replicas.add(replica);
    }

    void remove(Replica<M, R> replica) {
        replicas.remove(replica);
    }

    boolean isEmpty() {
        return replicas.isEmpty();
    }

    List<Replica<M, R>> all() {
        return replicas;
    }

    /** The running actor with the fewest messages, or null if none has room. */
    @Nullable
    Replica<M, R> leastLoaded() {
        Replica<M, R> least = null;
        int fewest = capacity;
        for (int i = 0; i < replicas.size() && fewest > 0; i++) {
            Replica<M, R> replica = replicas.get(i);
            int has = replica.takesMessages() ? replica.inFlight.get() : fewest;
            if (has < fewest) {
                fewest = has;
                least = replica;
            }
        }
        return least;
    }

    /** Takes back up to {@code count} actors that were told to leave and have not ended: how many. */
    int reclaim(int count) {
        int reclaimed = 0;
        for (Replica<M, R> replica : replicas) {
            if (reclaimed < count && replica.leaving && replica.phase != Replica.Phase.ENDED) {
                replica.leaving = false;
                reclaimed++;
            }
        }
        return reclaimed;
    }

    /** Tells {@code count} actors to leave: those that are not made yet, then those with the fewest messages. */
    void release(int count) {
        if (count <= 0) {
            return;
        }
        replicas.stream()
                .filter(Replica::isPresent)
                .sorted(Comparator.<Replica<M, R>, Replica.Phase>comparing(replica -> replica.phase)
                        .thenComparing(replica -> replica.inFlight.get())
                        .thenComparing(replica -> -replica.number))
                .limit(count)
                .forEach(Replica::leave);
    }

    /** The smallest number that no living actor has. */
    int freeNumber() {
        int number = 0;
        while (isTaken(number)) {
            number++;
        }
        return number;
    }

    int present() {
        return (int) replicas.stream().filter(Replica::isPresent).count();
    }

    int starting() {
        return (int) replicas.stream()
                .filter(replica -> replica.isPresent() && replica.phase == Replica.Phase.STARTING)
                .count();
    }

    int running() {
        int running = 0;
        for (Replica<M, R> replica : replicas) {
            running += replica.takesMessages() ? 1 : 0;
        }
        return running;
    }

    int inFlight() {
        int sum = 0;
        for (Replica<M, R> replica : replicas) {
            sum += replica.phase == Replica.Phase.ENDED ? 0 : replica.inFlight.get();
        }
        return sum;
    }

    int freeCapacity() {
        int sum = 0;
        for (Replica<M, R> replica : replicas) {
            sum += replica.takesMessages() ? capacity - replica.inFlight.get() : 0;
        }
        return sum;
    }

    /** Whether the current thread is one of theirs. */
    boolean calls() {
        Thread caller = Thread.currentThread();
        return replicas.stream().anyMatch(replica -> replica.thread == caller);
    }

    private boolean isTaken(int number) {
        return replicas.stream().anyMatch(replica -> replica.number == number);
    }
}
