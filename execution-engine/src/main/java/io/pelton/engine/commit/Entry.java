// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One step of the log.
 *
 * @param number its place in the log, from 0
 * @param epoch which coordinator wrote it, by the order in which they claimed the log, from 1
 * @param writer a token that no other coordinator has
 * @param kind what it says
 * @param lines the details, in lines of {@link Fields}
 */
record Entry(long number, long epoch, String writer, Kind kind, List<String> lines) {
    /** What an entry says. */
    enum Kind {
        /** A coordinator claims the log and begins a generation of the output; the lines are its identity. */
        BEGIN,
        /** A coordinator claims the log and takes up the generation that is there. */
        CLAIM,
        /** Splits are committed. */
        COMMIT,
        /** Every row is committed; from here on the generation's files become the output. */
        PUBLISHING,
        /** The generation's files are the output. */
        PUBLISHED,
        /** Nothing is left to be done or removed. */
        FINISHED;

        boolean claims() {
            return this == BEGIN || this == CLAIM;
        }
    }

    Entry {
        requireNonNull(writer, "writer");
        requireNonNull(kind, "kind");
        lines = List.copyOf(lines);
    }
}
