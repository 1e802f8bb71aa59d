// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.commit;

import io.pelton.dataset.PeltonException;
import io.pelton.engine.io.FileStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The output folder of a job: its paths, and steps on them that are tried again when a store stutters. */
final class OutputFolder {
    /** Holds all that is not output. Plain readers pass over names that begin with an underscore. */
    static final String LOG_ROOT = "_pelton";

    static final String SUCCESS = "_SUCCESS";

    private final FileStore store;
    private final String folder;
    private final Retry retry;

    OutputFolder(FileStore store, String folder, Retry retry) {
        this.store = store;
        this.folder = folder.length() > 1 && folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
        this.retry = retry;
    }

    /** As the user wrote it. */
    @Override
    public String toString() {
        return folder;
    }

    String path(String relative) {
        return folder + "/" + relative;
    }

    static String name(FileStore.Status status) {
        String path = status.path();
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }

    /** Refuses a path that holds anything; what begins with a dot does not count. */
    void requireUnused() throws IOException {
        Optional<FileStore.Status> status = retry.call(() -> store.status(folder));
        if (status.isPresent() && !status.get().folder()) {
            throw PeltonException.user(
                    "Cannot write to " + folder + ": expected a folder but found a file. Write to another folder.");
        }
        if (status.isEmpty()) {
            return;
        }
        List<String> foreign = retry.call(() -> store.list(folder)).stream()
                .map(OutputFolder::name)
                .filter(name -> !name.equals(LOG_ROOT) && !name.startsWith("."))
                .collect(Collectors.toList());
        if (!foreign.isEmpty()) {
            throw PeltonException.user("Cannot write to " + folder
                    + ": expected an empty folder or the output of an earlier job but found '" + foreign.get(0) + "'"
                    + (foreign.size() > 1 ? " and " + (foreign.size() - 1) + " more" : "")
                    + ", which Pelton did not write. Write to another folder, or empty this one.");
        }
    }

    /** The length in bytes of each file that lies directly in a folder, by name. */
    Map<String, Long> sizes(String relative) throws IOException {
        String where = relative.isEmpty() ? folder : path(relative);
        return retry.call(() -> {
            Map<String, Long> sizes = new HashMap<>();
            store.list(where, found -> {
                if (!found.folder()) {
                    sizes.put(name(found), found.sizeBytes());
                }
                return true;
            });
            return sizes;
        });
    }

    /** Names of the folders that lie directly in a folder. */
    List<String> folders(String relative) throws IOException {
        return retry.call(() -> store.list(path(relative))).stream()
                .filter(FileStore.Status::folder)
                .map(OutputFolder::name)
                .collect(Collectors.toList());
    }

    boolean exists(String relative) throws IOException {
        return retry.call(() -> store.status(path(relative))).isPresent();
    }

    void delete(String relative) throws IOException {
        retry.run(() -> store.delete(path(relative)));
    }

    byte[] read(String relative) throws IOException {
        return retry.call(() -> {
            try (InputStream in = store.open(path(relative))) {
                return in.readAllBytes();
            }
        });
    }

    void write(String relative, byte[] content) throws IOException {
        retry.run(() -> {
            try (OutputStream out = store.create(path(relative))) {
                out.write(content);
            }
        });
    }

    /** Makes moves to the top of the folder durable. */
    void forceNames() throws IOException {
        retry.run(() -> store.forceNames(folder));
    }

    /** Moves a file that is known to lie at {@code from}. A move that failed may have happened, so it looks again. */
    void move(String from, String to) throws IOException {
        retry.run(() -> {
            try {
                store.rename(path(from), path(to));
            } catch (IOException | PeltonException e) {
                if (store.status(path(from)).isPresent()) {
                    throw e;
                }
            }
        });
    }
}
