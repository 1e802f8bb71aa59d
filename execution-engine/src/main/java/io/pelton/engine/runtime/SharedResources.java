// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.runtime;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What the actors of a job share, such as model sessions: one for each key, made by whoever asks first, closed when
 * nobody holds it.
 *
 * <p><b>Threads.</b> Safe for all. Making and closing happen outside the lock.
 */
final class SharedResources {
    private static final class Entry {
        final CompletableFuture<AutoCloseable> made = new CompletableFuture<>();
        int holders;
    }

    @GuardedBy("this")
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * Takes hold of a resource; {@link #release} it once for each call that returned.
     *
     * @throws Exception what its making threw; the next caller tries again
     */
    AutoCloseable acquire(String key, Callable<? extends AutoCloseable> create) throws Exception {
        Entry entry;
        boolean mine = false;
        synchronized (this) {
            entry = entries.get(key);
            if (entry == null) {
                entry = new Entry();
                entries.put(key, entry);
                mine = true;
            }
            entry.holders++;
        }
        if (mine) {
            make(key, entry, create);
        }
        try {
            return entry.made.get();
        } catch (InterruptedException e) {
            release(key, entry);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception) {
                throw (Exception) e.getCause();
            }
            throw e;
        }
    }

    private void make(String key, Entry entry, Callable<? extends AutoCloseable> create) {
        try {
            entry.made.complete(create.call());
        } catch (Throwable t) {
            synchronized (this) {
                entries.remove(key);
            }
            entry.made.completeExceptionally(t);
        }
    }

    /** Lets go of a resource; the last one closes it. */
    void release(String key) throws Exception {
        @Nullable Entry entry;
        synchronized (this) {
            entry = entries.get(key);
        }
        if (entry != null) {
            release(key, entry);
        }
    }

    private void release(String key, Entry entry) throws Exception {
        AutoCloseable unused = null;
        synchronized (this) {
            if (--entry.holders == 0 && entries.remove(key, entry)) {
                unused = entry.made.getNow(null);
            }
        }
        if (unused != null) {
            unused.close();
        }
    }
}
