// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source;

import java.util.List;

/**
 * How the rows of a part lie.
 *
 * @param rows how many there are
 * @param preferredStarts ascending row numbers at which reading starts cheaply, such as the first rows of row groups;
 *     a hint only
 */
public record PartLayout(long rows, List<Long> preferredStarts) {
    public PartLayout {
        preferredStarts = List.copyOf(preferredStarts);
        if (rows < 0) {
            throw new IllegalArgumentException("rows " + rows);
        }
    }

    /** A part that can be read from any row. */
    public static PartLayout of(long rows) {
        return new PartLayout(rows, List.of());
    }
}
