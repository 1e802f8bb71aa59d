// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

/** A batch on an edge: accounted to the stage that made it until every row of it has been worked on. */
final class Chunk<B> {
    final StageState<B> producer;
    final B batch;
    final long bytes;
    int rows;
    /** Rows that no finished task has covered; the batch is released at 0. */
    int unfinishedRows;

    Chunk(StageState<B> producer, B batch, int rows, long bytes) {
        this.producer = producer;
        this.batch = batch;
        this.rows = rows;
        this.bytes = bytes;
        this.unfinishedRows = rows;
    }

    /** The part of its bytes that so many rows count for. */
    long share(int partRows) {
        return (long) ((double) bytes / Math.max(1, rows) * partRows);
    }

    /** Forgets the rows from {@code limit} on; called before any row is taken. */
    void cutTo(int limit) {
        rows = limit;
        unfinishedRows = limit;
    }
}
