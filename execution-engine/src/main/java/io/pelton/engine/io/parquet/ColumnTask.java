// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.PeltonException;
import org.apache.arrow.vector.FieldVector;

/** Writes one column of batches into the pages of one row group. */
interface ColumnTask extends AutoCloseable {
    /** What is wrong with a null in a column, or below one, whose schema allows none. */
    static PeltonException unexpectedNull(String... path) {
        return PeltonException.user("Cannot write column '" + String.join(".", path)
                + "': expected no nulls, as its schema says, but found one. Make the column nullable, or filter the nulls"
                + " out.");
    }

    /** Takes the rows {@code [from, to)} of a batch's column. */
    void write(FieldVector column, int from, int to);

    /** The bytes that are held beside those that parquet-mr counts. */
    long bufferedBytes();

    /** Ends the last page. */
    void flush();

    /** Gives up what is held; nothing may be written afterwards. */
    @Override
    void close();
}
