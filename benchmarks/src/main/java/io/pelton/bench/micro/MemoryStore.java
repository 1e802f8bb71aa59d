// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.bench.micro;

import io.pelton.engine.io.FileStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Files on the heap, so that what is measured is not the disk. Serves one thread at a time. */
class MemoryStore implements FileStore {
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    @Override
    public boolean createExclusive(String path, byte[] content) {
        return files.putIfAbsent(path, content) == null;
    }

    @Override
    public OutputStream create(String path) {
        return new ByteArrayOutputStream() {
            @Override
            public void close() {
                files.put(path, toByteArray());
            }
        };
    }

    private byte[] content(String path) throws IOException {
        byte[] content = files.get(path);
        if (content == null) {
            throw new FileNotFoundException(path);
        }
        return content;
    }

    @Override
    public InputStream open(String path) throws IOException {
        return new ByteArrayInputStream(content(path));
    }

    @Override
    public RandomAccess openRandom(String path) throws IOException {
        return new Opened(content(path));
    }

    private record Opened(byte[] content) implements RandomAccess {
        @Override
        public long length() {
            return content.length;
        }

        @Override
        public void readFully(long position, byte[] target, int offset, int length) throws IOException {
            if (position + length > content.length) {
                throw new EOFException("the file ends at " + content.length);
            }
            System.arraycopy(content, (int) position, target, offset, length);
        }

        @Override
        public void close() {}
    }

    @Override
    public Optional<Status> status(String path) {
        byte[] content = files.get(path);
        if (content != null) {
            return Optional.of(status(path, content));
        }
        String next = files.ceilingKey(path + "/");
        return next != null && next.startsWith(path + "/")
                ? Optional.of(new Status(path, 0, "", true))
                : Optional.empty();
    }

    private static Status status(String path, byte[] content) {
        return new Status(path, content.length, Integer.toString(content.length), false);
    }

    @Override
    public List<Status> list(String folder) {
        List<Status> children = new ArrayList<>();
        String prefix = folder + "/";
        files.subMap(prefix, folder + "0").forEach((path, content) -> {
            if (path.indexOf('/', prefix.length()) < 0) {
                children.add(status(path, content));
            }
        });
        return children;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.put(to, content(from));
        files.remove(from);
    }

    @Override
    public void delete(String path) {
        files.remove(path);
        files.subMap(path + "/", path + "0").clear();
    }
}
