// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.ForwardingFileStore;
import java.io.IOException;

/** Counts what is read, and may fail on a read. */
final class CountingStore extends ForwardingFileStore {
    private long bytesRead;
    private int opened;
    private int closed;
    private long failAtRead = Long.MAX_VALUE;
    private long reads;

    CountingStore(FileStore store) {
        super(store);
    }

    long bytesRead() {
        return bytesRead;
    }

    int opened() {
        return opened;
    }

    /** Files opened and not yet closed. */
    int open() {
        return opened - closed;
    }

    /** Lets the read of that number from now on, from 0, fail. */
    void failAtRead(long read) {
        failAtRead = reads + read;
    }

    @Override
    public RandomAccess openRandom(String path) throws IOException {
        RandomAccess file = super.openRandom(path);
        opened++;
        return new RandomAccess() {
            @Override
            public long length() {
                return file.length();
            }

            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                if (reads++ == failAtRead) {
                    throw new IOException("connection reset");
                }
                bytesRead += length;
                file.readFully(position, target, offset, length);
            }

            @Override
            public void close() throws IOException {
                closed++;
                file.close();
            }
        };
    }
}
