// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

/**
 * Consecutive rows of a batch. The batch is borrowed until the task that was given the piece is reported done.
 *
 * @param batch the rows' batch
 * @param fromRow the first row
 * @param rows how many
 */
public record Piece<B>(B batch, int fromRow, int rows) {
    /** Whether these are all rows of a batch that has so many. */
    public boolean isWhole(int batchRows) {
        return fromRow == 0 && rows == batchRows;
    }
}
