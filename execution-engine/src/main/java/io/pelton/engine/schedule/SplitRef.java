// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import java.util.Comparator;

/**
 * One attempt at a split. Ordered by the place of its rows in the input.
 *
 * @param id unique among the attempts of a job's run
 * @param part the part of its first row
 * @param fromRow its first row
 * @param attempt how often these rows are tried, from 1
 */
public record SplitRef(long id, int part, long fromRow, int attempt) implements Comparable<SplitRef> {
    private static final Comparator<SplitRef> ORDER = Comparator.comparingInt(SplitRef::part)
            .thenComparingLong(SplitRef::fromRow)
            .thenComparingLong(SplitRef::id);

    @Override
    public int compareTo(SplitRef other) {
        return ORDER.compare(this, other);
    }
}
