// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A store that takes back, when the power fails, every move whose name was not forced to disk. */
public final class PowerLossStore extends ForwardingFileStore {
    private record Move(String from, String to) {}

    private final Deque<Move> unforced = new ArrayDeque<>();

    public PowerLossStore(FileStore store) {
        super(store);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        super.rename(from, to);
        unforced.push(new Move(from, to));
    }

    @Override
    public synchronized void forceNames(String folder) throws IOException {
        super.forceNames(folder);
        unforced.removeIf(move -> move.to.substring(0, move.to.lastIndexOf('/')).equals(folder));
    }

    /** The power fails. */
    public synchronized void fail() throws IOException {
        while (!unforced.isEmpty()) {
            Move move = unforced.pop();
            super.rename(move.to, move.from);
        }
    }
}
