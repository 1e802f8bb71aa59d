// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.engine.io.FileStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Counts what is read, and may fail on a read. */
final class CountingStore implements FileStore {
    private final FileStore store;
    private long bytesRead;
    private int opened;
    private int closed;
    private long failAtRead = Long.MAX_VALUE;
    private long reads;

    CountingStore(FileStore store) {
        this.store = store;
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
        RandomAccess file = store.openRandom(path);
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

    @Override
    public boolean createExclusive(String path, byte[] content) throws IOException {
        return store.createExclusive(path, content);
    }

    @Override
    public OutputStream create(String path) throws IOException {
        return store.create(path);
    }

    @Override
    public InputStream open(String path) throws IOException {
        return store.open(path);
    }

    @Override
    public Optional<Status> status(String path) throws IOException {
        return store.status(path);
    }

    @Override
    public List<Status> list(String folder) throws IOException {
        return store.list(folder);
    }

    @Override
    public List<Status> glob(String pattern) throws IOException {
        return store.glob(pattern);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        store.rename(from, to);
    }

    @Override
    public void delete(String path) throws IOException {
        store.delete(path);
    }
}
