// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A source of rows that knows how to read itself: implement it to bring rows from anywhere.
 *
 * <p><b>Resume.</b> A source is a list of parts in a fixed order, and a part a run of rows in a fixed order. The engine
 * reads ranges of rows, commits what it has written, and after a crash reads only the ranges that are missing; so the
 * same part must give the same rows as long as its {@link SourcePart#version} is the same.
 *
 * <p><b>Threads.</b> Any thread may call any method; readers serve one thread at a time.
 */
public non-sealed interface ReadableSource extends Source {
    /** The names and types of all columns. */
    Schema schema();

    /** The parts, in the order in which their rows count. */
    List<SourcePart> parts() throws IOException;

    /**
     * Tells the parts one by one, in the order of {@link #parts()}, so that the first are read while the rest are still
     * being found. To be overridden where finding all of them takes a while.
     *
     * @param found takes a part, at once, and says whether more are wanted; if not, the listing ends
     */
    default void parts(Predicate<SourcePart> found) throws IOException {
        for (SourcePart part : parts()) {
            if (!found.test(part)) {
                return;
            }
        }
    }

    /**
     * How a part's rows lie. Called once before a part is read; may open the part, unlike {@link #parts}.
     *
     * @return the part's layout; {@link PartLayout#of} if any row is as good a start as another
     */
    PartLayout layout(SourcePart part) throws IOException;

    /**
     * Opens rows of one part.
     *
     * @return a reader that the caller owns
     */
    BatchReader open(SourcePart part, ReadRequest request) throws IOException;
}
