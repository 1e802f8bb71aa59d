// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.engine.io.FileStore;
import io.pelton.engine.io.LocalFileStore;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Local files on a disk that has room for some bytes in each file and then none. */
final class FullDisk implements FileStore {
    private final LocalFileStore files = new LocalFileStore();
    private final int room;
    private int openStreams;

    FullDisk(int room) {
        this.room = room;
    }

    int openStreams() {
        return openStreams;
    }

    @Override
    public OutputStream create(String path) throws IOException {
        openStreams++;
        return new FilterOutputStream(files.create(path)) {
            private int left = room;
            private boolean isOpen = true;

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                left -= length;
                if (left < 0) {
                    throw new IOException("No space left on device");
                }
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                if (isOpen) {
                    isOpen = false;
                    openStreams--;
                    out.close();
                }
            }
        };
    }

    @Override
    public boolean createExclusive(String path, byte[] content) throws IOException {
        return files.createExclusive(path, content);
    }

    @Override
    public InputStream open(String path) throws IOException {
        return files.open(path);
    }

    @Override
    public RandomAccess openRandom(String path) throws IOException {
        return files.openRandom(path);
    }

    @Override
    public Optional<Status> status(String path) throws IOException {
        return files.status(path);
    }

    @Override
    public List<Status> list(String folder) throws IOException {
        return files.list(folder);
    }

    @Override
    public List<Status> glob(String pattern) throws IOException {
        return files.glob(pattern);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void delete(String path) throws IOException {
        files.delete(path);
    }
}
