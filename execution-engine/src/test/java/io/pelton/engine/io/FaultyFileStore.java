// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Any store, with trouble: calls a {@link Probe} before and after each operation, numbered from 1, which may throw. After
 * a {@link Crash} every further operation throws it too, as a process that has died does nothing more.
 *
 * <p>Operations that a store need not do at once are shown step by step: writing a file counts when it is opened and when
 * it is closed, deleting a folder counts for each file, and renaming counts as a copy and a delete if asked to.
 */
public final class FaultyFileStore implements FileStore {
    /** The process is gone. */
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash(String where) {
            super("simulated crash " + where);
        }
    }

    /** Sees each operation. */
    @FunctionalInterface
    public interface Probe {
        /**
         * Called twice for an operation.
         *
         * @param operation its number, from 1
         * @param done false before it and true after it
         * @param what it is, such as {@code rename /out/x}
         * @throws IOException a failure that the caller may survive
         */
        void at(long operation, boolean done, String what) throws IOException;

        /** Dies before or after one operation. */
        static Probe crashAt(long operation, boolean done) {
            return (n, isDone, what) -> {
                if (n == operation && isDone == done) {
                    throw new Crash((done ? "after " : "before ") + n + ": " + what);
                }
            };
        }

        /** Fails once, before or after one operation, and goes on. */
        static Probe failAt(long operation, boolean done) {
            return (n, isDone, what) -> {
                if (n == operation && isDone == done) {
                    throw new IOException("simulated failure " + (done ? "after " : "before ") + n + ": " + what);
                }
            };
        }
    }

    /** What a store does in more than one step. */
    public enum Manners {
        /** A local disk: a file that is being written is there, in part, and renaming is one step. */
        LOCAL,
        /** An object store: a file appears when it is closed, and renaming is a copy and a delete. */
        OBJECTS
    }

    private final FileStore store;
    private final Manners manners;
    private final Probe probe;
    private final AtomicLong operations = new AtomicLong();
    private volatile boolean dead;

    public FaultyFileStore(FileStore store, Manners manners, Probe probe) {
        this.store = store;
        this.manners = manners;
        this.probe = probe;
    }

    /** How many operations were begun. */
    public long operations() {
        return operations.get();
    }

    /** Whether the process has died. */
    public boolean crashed() {
        return dead;
    }

    private interface Operation<T> {
        T run() throws IOException;
    }

    private <T> T step(String what, Operation<T> operation) throws IOException {
        long n = operations.incrementAndGet();
        probe(n, false, what);
        T result = operation.run();
        probe(n, true, what);
        return result;
    }

    private void probe(long n, boolean done, String what) throws IOException {
        if (dead) {
            throw new Crash("earlier; then " + what);
        }
        try {
            probe.at(n, done, what);
        } catch (Crash e) {
            dead = true;
            throw e;
        }
    }

    @Override
    public boolean createExclusive(String path, byte[] content) throws IOException {
        return step("createExclusive " + path, () -> store.createExclusive(path, content));
    }

    @Override
    public OutputStream create(String path) throws IOException {
        return step("create " + path, () -> {
            if (manners == Manners.LOCAL) {
                put(path, new byte[0], 0);
            }
            return new Stream(path);
        });
    }

    private void put(String path, byte[] content, int length) throws IOException {
        try (OutputStream out = store.create(path)) {
            out.write(content, 0, length);
        }
    }

    /** Holds what is written until it is closed, so that it can be torn. */
    private final class Stream extends ByteArrayOutputStream {
        private final String path;
        private boolean closed;
        private boolean written;

        Stream(String path) {
            this.path = path;
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            boolean wasDead = dead;
            byte[] content = toByteArray();
            try {
                step("close " + path, () -> {
                    put(path, content, content.length);
                    written = true;
                    return true;
                });
            } catch (Crash | IOException | RuntimeException e) {
                if (manners == Manners.LOCAL && !wasDead && !written) {
                    put(path, content, content.length / 2);
                }
                throw e;
            }
        }
    }

    @Override
    public InputStream open(String path) throws IOException {
        return step("open " + path, () -> store.open(path));
    }

    @Override
    public RandomAccess openRandom(String path) throws IOException {
        return step("openRandom " + path, () -> store.openRandom(path));
    }

    @Override
    public Optional<Status> status(String path) throws IOException {
        return step("status " + path, () -> store.status(path));
    }

    @Override
    public List<Status> list(String folder) throws IOException {
        return step("list " + folder, () -> store.list(folder));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        if (manners == Manners.LOCAL) {
            step("rename " + from + " to " + to, () -> {
                store.rename(from, to);
                return true;
            });
            return;
        }
        step("copy " + from + " to " + to, () -> {
            try (InputStream in = store.open(from)) {
                byte[] content = in.readAllBytes();
                put(to, content, content.length);
            }
            return true;
        });
        deleteStep(from);
    }

    @Override
    public void forceNames(String folder) throws IOException {
        step("force " + folder, () -> {
            store.forceNames(folder);
            return true;
        });
    }

    @Override
    public void delete(String path) throws IOException {
        for (Status child : store.list(path)) {
            delete(child.path());
        }
        deleteStep(path);
    }

    private void deleteStep(String path) throws IOException {
        step("delete " + path, () -> {
            store.delete(path);
            return true;
        });
    }
}
