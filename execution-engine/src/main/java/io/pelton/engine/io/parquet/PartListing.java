// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.FileStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the files behind paths, once: files as they are, folders with all below them, globs by what they match. Below
 * folders names that begin with {@code _} or {@code .} are left out, and so are empty files. Files are told as they are
 * found, in the order of the paths and by name within each; a file that is found twice counts once.
 */
final class PartListing {
    private static final int MAX_DEPTH = 32;
    /** What may make a path stand for others; a backslash stands before what is meant as it is. */
    private static final String GLOB = "*?[{\\";

    private final FileStore store;
    private final List<String> paths;
    private final Predicate<SourcePart> found;
    private final boolean overlapping;
    /** What was told, if two paths may lead to one file. */
    private final Set<String> told = new HashSet<>();

    private boolean wanted = true;
    /** Whether the path at hand has led to a file. */
    private boolean any;

    /**
     * Makes a listing that has not begun.
     *
     * @param found takes each file and says whether more are wanted
     */
    PartListing(FileStore store, List<String> paths, Predicate<SourcePart> found) {
        this.store = store;
        this.paths = paths;
        this.found = found;
        this.overlapping = overlap(paths);
    }

    /** Whether two paths may lead to one file: not if each begins in a folder of its own. */
    private static boolean overlap(List<String> paths) {
        List<String> begin = paths.stream().map(PartListing::beginning).sorted().toList();
        for (int i = 1; i < begin.size(); i++) {
            if (begin.get(i).startsWith(begin.get(i - 1))) {
                return true;
            }
        }
        return false;
    }

    /** What the paths of all files that a path leads to begin with: a folder, unless it is a file. */
    private static String beginning(String path) {
        int end = 0;
        while (end < path.length() && GLOB.indexOf(path.charAt(end)) < 0) {
            end++;
        }
        String plain = end < path.length() ? path.substring(0, path.lastIndexOf('/', end) + 1) : path;
        while (plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        return plain + (plain.isEmpty() ? "" : "/");
    }

    /** Looks for files until all are told, or no more are wanted. */
    void run() {
        for (String path : paths) {
            if (!wanted) {
                return;
            }
            try {
                add(path);
            } catch (IOException e) {
                throw ReadErrors.store(path, e);
            }
        }
    }

    /** How many files are kept in mind, to tell those that come again. */
    int remembered() {
        return told.size();
    }

    private void add(String path) throws IOException {
        any = false;
        FileStore.Status status = store.status(path).orElse(null);
        if (status == null) {
            addMatches(path);
        } else if (!status.folder()) {
            addFile(status);
        } else {
            addFolder(status.path(), 0);
            if (!any) {
                throw PeltonException.user(
                        "Cannot read " + path + ": expected a folder with Parquet files but found none in it."
                                + " Files that begin with _ or . and empty files do not count.");
            }
        }
    }

    private void addMatches(String path) throws IOException {
        boolean glob = path.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
        if (glob) {
            store.glob(path, this::addFile);
        }
        if (!any) {
            throw PeltonException.user(
                    glob
                            ? "Cannot read " + path + ": expected files that match but found none. Check the pattern."
                            : "Cannot read " + path + ": expected a file or folder but found none. Check the path.");
        }
    }

    private boolean addFolder(String folder, int depth) throws IOException {
        store.list(folder, one -> {
            if (!hidden(one.path())) {
                if (one.folder()) {
                    return depth == MAX_DEPTH || addFolder(one.path(), depth + 1);
                } else if (one.sizeBytes() > 0) {
                    return addFile(one);
                }
            }
            return true;
        });
        return wanted;
    }

    private boolean addFile(FileStore.Status file) {
        any = true;
        if (!overlapping || told.add(file.path())) {
            wanted = found.test(new SourcePart(file.path(), file.version(), file.sizeBytes()));
        }
        return wanted;
    }

    private static boolean hidden(String path) {
        int from = path.lastIndexOf('/', path.length() - 2) + 1;
        return path.startsWith("_", from) || path.startsWith(".", from);
    }
}
