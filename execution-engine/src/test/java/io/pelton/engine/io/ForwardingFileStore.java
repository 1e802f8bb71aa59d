// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Hands everything on to another store; tests change what they are about. */
public abstract class ForwardingFileStore implements FileStore {
    private final FileStore store;

    /** Makes a store in front of another. */
    protected ForwardingFileStore(FileStore store) {
        this.store = store;
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
    public RandomAccess openRandom(String path) throws IOException {
        return store.openRandom(path);
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
    public void rename(String from, String to) throws IOException {
        store.rename(from, to);
    }

    @Override
    public void forceNames(String folder) throws IOException {
        store.forceNames(folder);
    }

    @Override
    public void delete(String path) throws IOException {
        store.delete(path);
    }
}
