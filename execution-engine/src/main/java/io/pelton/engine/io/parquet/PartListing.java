// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.source.SourcePart;
import io.pelton.engine.io.FileStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the files behind paths: files as they are, folders with all below them, globs by what they match. Below folders
 * names that begin with {@code _} or {@code .} are left out, and so are empty files.
 */
final class PartListing {
    private static final int MAX_DEPTH = 32;

    private final FileStore store;

    PartListing(FileStore store) {
        this.store = store;
    }

    /** The files in the order of {@code paths} and by name within each; a file that is found twice counts once. */
    List<SourcePart> list(List<String> paths) {
        Map<String, SourcePart> parts = new LinkedHashMap<>();
        for (String path : paths) {
            try {
                add(path, parts);
            } catch (IOException e) {
                throw ReadErrors.store(path, e);
            }
        }
        return List.copyOf(parts.values());
    }

    private void add(String path, Map<String, SourcePart> parts) throws IOException {
        FileStore.Status status = store.status(path).orElse(null);
        List<FileStore.Status> found = status != null ? List.of(status) : matches(path);
        int before = parts.size();
        boolean folders = false;
        boolean known = false;
        for (FileStore.Status one : found) {
            folders |= one.folder();
            known |= one.folder() ? addFolder(one.path(), parts, 0) : addFile(one, parts);
        }
        if (parts.size() == before && !known && folders) {
            throw PeltonException.user(
                    "Cannot read " + path + ": expected a folder with Parquet files but found none in it."
                            + " Files that begin with _ or . and empty files do not count.");
        }
    }

    private List<FileStore.Status> matches(String path) throws IOException {
        boolean glob = path.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
        List<FileStore.Status> found = glob ? store.glob(path) : List.of();
        if (found.isEmpty()) {
            throw PeltonException.user(
                    glob
                            ? "Cannot read " + path + ": expected files that match but found none. Check the pattern."
                            : "Cannot read " + path + ": expected a file or folder but found none. Check the path.");
        }
        return found;
    }

    /** Adds the files below a folder; whether there are any. */
    private boolean addFolder(String folder, Map<String, SourcePart> parts, int depth) throws IOException {
        boolean any = false;
        for (FileStore.Status one : store.list(folder)) {
            if (hidden(one.path())) {
                continue;
            }
            if (one.folder()) {
                any |= depth < MAX_DEPTH && addFolder(one.path(), parts, depth + 1);
            } else if (one.sizeBytes() > 0) {
                any |= addFile(one, parts);
            }
        }
        return any;
    }

    private static boolean addFile(FileStore.Status file, Map<String, SourcePart> parts) {
        parts.putIfAbsent(file.path(), new SourcePart(file.path(), file.version(), file.sizeBytes()));
        return true;
    }

    private static boolean hidden(String path) {
        int from = path.lastIndexOf('/', path.length() - 2) + 1;
        return path.startsWith("_", from) || path.startsWith(".", from);
    }
}
