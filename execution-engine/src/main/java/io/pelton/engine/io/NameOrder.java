// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Passes on what a store lists in the order of its bytes in the order of {@code char}s, which {@link FileStore#list} has.
 *
 * <p>S3 compares bytes of UTF-8 as unsigned numbers, HDFS as signed ones. Names of ASCII alone come in the right order
 * from both, and what comes after such a name is greater than it in every order. So the others are held back until such a
 * name passes them, or all names are known.
 *
 * <p><b>Threads.</b> One.
 */
final class NameOrder implements FileStore.Visitor {
    private final String folder;
    private final FileStore.Visitor visitor;
    private final PriorityQueue<FileStore.Status> held =
            new PriorityQueue<>(Comparator.comparing(FileStore.Status::path));
    private String last = "";
    private boolean wanted = true;

    /** Puts what lies directly in {@code folder} in order. */
    NameOrder(String folder, FileStore.Visitor visitor) {
        this.folder = folder;
        this.visitor = visitor;
    }

    @Override
    public boolean visit(FileStore.Status found) throws IOException {
        String path = found.path();
        if (path.chars().skip(folder.length()).anyMatch(c -> c > 0x7f)) {
            held.add(found);
            return true;
        }
        while (wanted && !held.isEmpty() && held.element().path().compareTo(path) < 0) {
            pass(held.remove());
        }
        if (wanted) {
            pass(found);
        }
        return wanted;
    }

    private void pass(FileStore.Status found) throws IOException {
        if (found.path().compareTo(last) < 0) {
            throw PeltonException.user(
                    "Cannot list " + folder + ": expected the store to give names in order but found " + found.path()
                            + " after " + last + ". Name each file, or the folder instead of a pattern.");
        }
        last = found.path();
        wanted = visitor.visit(found);
    }

    /** The store has no more. */
    void end() throws IOException {
        while (wanted && !held.isEmpty()) {
            pass(held.remove());
        }
    }
}
