// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows for one stage to work on: what an actor is given and what comes back with the answer. The runtime may read
 * {@link #stage}, {@link #split}, {@link #pieces} and {@link #rows}; all else is the scheduler's.
 */
public final class Task<B> {
    final Flow<B> flow;
    final int seq;
    final List<Piece<B>> pieces = new ArrayList<>(2);
    final List<Chunk<B>> chunks = new ArrayList<>(2);
    final int rows;
    final long reservedBytes;

    Task(Flow<B> flow, int seq, int rows, long reservedBytes) {
        this.flow = flow;
        this.seq = seq;
        this.rows = rows;
        this.reservedBytes = reservedBytes;
        flow.take(rows, pieces, chunks);
    }

    /** The stage that works. */
    public int stage() {
        return flow.stage.spec.id();
    }

    /** The attempt that the rows belong to. */
    public SplitRef split() {
        return flow.split.ref;
    }

    /** The rows, in order; their batches are borrowed until the task is reported. */
    public List<Piece<B>> pieces() {
        return pieces;
    }

    /** How many rows the pieces have together. */
    public int rows() {
        return rows;
    }
}
