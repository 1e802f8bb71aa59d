// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import static java.util.Objects.requireNonNull;

import io.pelton.dataset.PeltonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Every file system behind one {@link FileStore}: local paths and {@code file:} go to {@code java.nio}, other schemes to
 * Hadoop's client, which is loaded when the first such path is seen: it costs 0.6 s.
 */
public final class FileStores implements FileStore {
    private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]+):.*", Pattern.DOTALL);
    private static final String PROPERTY_PREFIX = "pelton.hadoop.";

    private final FileStore local;
    private final Supplier<FileStore> remoteFactory;
    private volatile @Nullable FileStore remote;

    /**
     * Routes between two stores.
     *
     * @param remote makes the store of paths that are not local; called once, when the first one is seen
     */
    public FileStores(FileStore local, Supplier<FileStore> remote) {
        this.local = requireNonNull(local, "local");
        this.remoteFactory = requireNonNull(remote, "remote");
    }

    /**
     * Local files, and Hadoop's client with the settings of this process: its {@code core-site.xml} and each system
     * property {@code pelton.hadoop.KEY} as {@code KEY}.
     */
    public static FileStores standard() {
        return new FileStores(new LocalFileStore(), () -> HadoopFileStore.of(hadoopProperties()));
    }

    private static Map<String, String> hadoopProperties() {
        Map<String, String> options = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(PROPERTY_PREFIX)) {
                options.put(name.substring(PROPERTY_PREFIX.length()), System.getProperty(name));
            }
        }
        return options;
    }

    private FileStore of(String path) {
        Matcher scheme = SCHEME.matcher(path);
        return !scheme.matches() || scheme.group(1).equals("file") ? local : remote();
    }

    private FileStore remote() {
        FileStore found = remote;
        if (found == null) {
            synchronized (this) {
                found = remote;
                if (found == null) {
                    found = remoteFactory.get();
                    remote = found;
                }
            }
        }
        return found;
    }

    @Override
    public boolean createExclusive(String path, byte[] content) throws IOException {
        return of(path).createExclusive(path, content);
    }

    @Override
    public OutputStream create(String path) throws IOException {
        return of(path).create(path);
    }

    @Override
    public InputStream open(String path) throws IOException {
        return of(path).open(path);
    }

    @Override
    public RandomAccess openRandom(String path) throws IOException {
        return of(path).openRandom(path);
    }

    @Override
    public Optional<Status> status(String path) throws IOException {
        return of(path).status(path);
    }

    @Override
    public List<Status> list(String folder) throws IOException {
        return of(folder).list(folder);
    }

    @Override
    public void list(String folder, Visitor visitor) throws IOException {
        of(folder).list(folder, visitor);
    }

    @Override
    public void files(String folder, Visitor visitor) throws IOException {
        of(folder).files(folder, visitor);
    }

    @Override
    public void glob(String pattern, Visitor visitor) throws IOException {
        of(pattern).glob(pattern, visitor);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        FileStore store = of(from);
        if (store != of(to)) {
            throw PeltonException.user("Cannot move " + from + " to " + to
                    + ": expected one store but found two. Give both paths with the same scheme.");
        }
        store.rename(from, to);
    }

    @Override
    public void forceNames(String folder) throws IOException {
        of(folder).forceNames(folder);
    }

    @Override
    public void delete(String path) throws IOException {
        of(path).delete(path);
    }
}
