// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import java.util.List;

/** Does nothing that a scheduler asks for; tests note what they look at. */
public class NoCommands<B> implements Commands<B> {
    @Override
    public void loadLayout(int part) {}

    @Override
    public void stopListing(int leaf) {}

    @Override
    public void read(Lease lease, long maxRows, int chunkRows, int maxChunks) {}

    @Override
    public void closeLease(Lease lease) {}

    @Override
    public void run(Task<B> task) {}

    @Override
    public void write(Task<B> task) {}

    @Override
    public void finishSplit(SplitRef split) {}

    @Override
    public void abandonSplit(SplitRef split) {}

    @Override
    public void emit(Task<B> task) {}

    @Override
    public void release(B batch) {}

    @Override
    public void commit(List<WrittenSplit> splits) {}

    @Override
    public void publish() {}

    @Override
    public void resize(int stage, int actors) {}

    @Override
    public void end() {}
}
