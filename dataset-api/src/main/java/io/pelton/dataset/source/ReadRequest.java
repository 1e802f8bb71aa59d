// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.dataset.source;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.expr.Expr;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;

/**
 * Which rows and columns of a part to read.
 *
 * @param fromRow the first row
 * @param toRow the row after the last; at most the part's rows
 * @param columns the columns to give, in this order; may be empty, when only the number of rows matters
 * @param predicate rows for which it is not true may be left out, and nothing else may; the engine filters again
 * @param batchRows the most rows in a batch
 * @param batchBytes about how many bytes of Arrow data a batch may hold; a reader ends a batch at the row that
 *     reaches it, so that wide rows come few at a time
 * @param allocator where batches are allocated
 */
public record ReadRequest(
        long fromRow,
        long toRow,
        List<String> columns,
        Optional<Expr> predicate,
        int batchRows,
        long batchBytes,
        BufferAllocator allocator) {
    public ReadRequest {
        columns = List.copyOf(columns);
        requireNonNull(predicate, "predicate");
        requireNonNull(allocator, "allocator");
        if (fromRow < 0 || toRow < fromRow || batchRows < 1 || batchBytes < 1) {
            throw new IllegalArgumentException("rows [" + fromRow + ", " + toRow + ") in batches of " + batchRows
                    + " rows or " + batchBytes + " bytes");
        }
    }
}
