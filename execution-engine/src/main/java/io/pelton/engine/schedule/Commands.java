// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import java.util.List;

/**
 * What the scheduler asks for. Calls come from inside the scheduler's event methods, in the order in which they are to
 * take effect, and must neither call back nor block; answers come as later events.
 *
 * @param <B> a batch, which the scheduler never looks into
 */
public interface Commands<B> {
    /** Find out how the rows of a part lie; answered by {@link Scheduler#layout}. */
    void loadLayout(int part);

    /** Look for no more parts of a leaf, if others need not know of them; those that still come are passed over. */
    void stopListing(int leaf);

    /**
     * Read on in a lease; answered by {@link Scheduler#read}.
     *
     * @param maxRows the most input rows to go on by, in all chunks together
     * @param chunkRows the most input rows of one chunk
     * @param maxChunks the most chunks to answer with
     */
    void read(Lease lease, long maxRows, int chunkRows, int maxChunks);

    /** Nothing more is read in a lease: its reader can be closed. */
    void closeLease(Lease lease);

    /** Work on a task; answered by {@link Scheduler#done} or {@link Scheduler#failed}. */
    void run(Task<B> task);

    /** Write a task's rows to its split's files; answered by {@link Scheduler#done} or {@link Scheduler#failed}. */
    void write(Task<B> task);

    /** All rows of a split are written: make its files durable; answered by {@link Scheduler#written} or a failure. */
    void finishSplit(SplitRef split);

    /** The files of an attempt are not wanted. */
    void abandonSplit(SplitRef split);

    /** Hand a piece to the consumer; answered by {@link Scheduler#done} once it has taken it. */
    void emit(Task<B> task);

    /** Close a batch: nothing refers to it any more. */
    void release(B batch);

    /** Record splits in the log, all or none; answered by {@link Scheduler#committed}. */
    void commit(List<WrittenSplit> splits);

    /** Make the whole output visible; answered by {@link Scheduler#published}. */
    void publish();

    /** Bring a stage to a number of actors; answered by {@link Scheduler#actors} as they come and go. */
    void resize(int stage, int actors);

    /** Nothing is under way and nothing follows: see {@link Scheduler#outcome}. */
    void end();
}
