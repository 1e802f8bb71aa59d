// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the entries of a log add up to. Pure: gives the same for the same entries. */
final class LogState {
    private long next;
    private long epoch;
    private String writer = "";
    private @Nullable Generation generation;
    private final Set<String> replaced = new LinkedHashSet<>();

    /** The number that the next entry will have. */
    long next() {
        return next;
    }

    /** The epoch of the last claim; 0 if there is none. */
    long epoch() {
        return epoch;
    }

    /** The generation that was begun last; empty for an empty log. */
    Optional<Generation> generation() {
        return Optional.ofNullable(generation);
    }

    /** Names of files, published by earlier generations, that go when this one is published. */
    Set<String> replaced() {
        return replaced;
    }

    /**
     * Takes the next entry.
     *
     * @throws IllegalArgumentException if no coordinator can have written it here
     */
    void apply(Entry entry) {
        require(entry.number() == next, entry, "is number " + next);
        if (entry.kind().claims()) {
            require(entry.epoch() == epoch + 1, entry, "claims epoch " + (epoch + 1));
            epoch = entry.epoch();
            writer = entry.writer();
        } else {
            require(entry.epoch() == epoch && entry.writer().equals(writer), entry, "is of epoch " + epoch);
        }
        change(entry);
        next++;
    }

    private void change(Entry entry) {
        switch (entry.kind()) {
            case BEGIN -> begin(entry);
            case CLAIM -> current();
            case COMMIT -> commit(entry);
            case PUBLISHING -> current().advance(Generation.Phase.PUBLISHING);
            case PUBLISHED -> current().advance(Generation.Phase.PUBLISHED);
            case FINISHED -> {
                current().advance(Generation.Phase.FINISHED);
                replaced.clear();
            }
        }
    }

    private void begin(Entry entry) {
        if (generation != null && generation.phase() != Generation.Phase.COMMITTING) {
            generation.files().forEach(file -> replaced.add(file.name()));
        }
        generation = new Generation(
                entry.number(), EntryLines.toOverwrite(entry.lines()), EntryLines.toIdentity(entry.lines()));
    }

    private void commit(Entry entry) {
        require(current().phase() == Generation.Phase.COMMITTING, entry, "comes before publishing");
        for (CommittedSplit split : EntryLines.toSplits(entry.lines())) {
            require(current().splits().add(split), entry, "commits rows once");
        }
    }

    private Generation current() {
        if (generation == null) {
            throw new IllegalArgumentException("the first entry does not begin a generation");
        }
        return generation;
    }

    private static void require(boolean holds, Entry entry, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("entry " + entry.number() + " (" + entry.kind() + ", epoch "
                    + entry.epoch() + ") is not one that " + expected);
        }
    }
}
