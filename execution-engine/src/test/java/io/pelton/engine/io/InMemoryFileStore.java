// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** A store without a disk, with the manners of an object store: folders are prefixes, written files appear when closed. */
public class InMemoryFileStore implements FileStore {
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    /** A copy that goes its own way. */
    public synchronized InMemoryFileStore copy() {
        InMemoryFileStore copy = new InMemoryFileStore();
        copy.files.putAll(files);
        return copy;
    }

    /** The path of every file, in order. */
    public synchronized List<String> paths() {
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized boolean createExclusive(String path, byte[] content) {
        return files.putIfAbsent(path, content.clone()) == null;
    }

    @Override
    public OutputStream create(String path) {
        return new ByteArrayOutputStream() {
            @Override
            public void close() {
                put(path, toByteArray());
            }
        };
    }

    private synchronized void put(String path, byte[] content) {
        files.put(path, content);
    }

    private synchronized byte[] content(String path) throws IOException {
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
        byte[] content = content(path);
        return new RandomAccess() {
            @Override
            public long length() {
                return content.length;
            }

            @Override
            public void readFully(long position, byte[] target, int offset, int length) throws IOException {
                if (position + length > content.length) {
                    throw new EOFException(path + " ends at " + content.length);
                }
                System.arraycopy(content, (int) position, target, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized Optional<Status> status(String path) {
        byte[] content = files.get(path);
        if (content != null) {
            return Optional.of(file(path, content));
        }
        String next = files.ceilingKey(path + "/");
        boolean folder = next != null && next.startsWith(path + "/");
        return folder ? Optional.of(new Status(path, 0, "", true)) : Optional.empty();
    }

    private static Status file(String path, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return new Status(path, content.length, content.length + "-" + crc.getValue(), false);
    }

    @Override
    public synchronized List<Status> list(String folder) {
        List<Status> children = new ArrayList<>();
        String prefix = folder + "/";
        String last = "";
        for (Map.Entry<String, byte[]> e : files.tailMap(prefix).entrySet()) {
            if (!e.getKey().startsWith(prefix)) {
                break;
            }
            String name = e.getKey().substring(prefix.length());
            int slash = name.indexOf('/');
            if (slash < 0) {
                children.add(file(e.getKey(), e.getValue()));
            } else if (!last.equals(name.substring(0, slash))) {
                last = name.substring(0, slash);
                children.add(new Status(prefix + last, 0, "", true));
            }
        }
        return children;
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        files.put(to, content(from));
        files.remove(from);
    }

    @Override
    public synchronized void delete(String path) {
        files.keySet().removeIf(p -> p.equals(path) || p.startsWith(path + "/"));
    }
}
