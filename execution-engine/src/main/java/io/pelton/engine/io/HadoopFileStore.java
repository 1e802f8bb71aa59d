// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pelton.dataset.PeltonException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.functional.FutureIO;
import org.jspecify.annotations.Nullable;

/**
 * Object stores and HDFS through Hadoop's client. Settings and credentials come from {@code core-site.xml} on the class
 * path, from the environment as the connector documents it, and from the options given here, in rising order.
 *
 * <p><b>Atomicity.</b> On {@code s3a} {@link #createExclusive} is a conditional put, on {@code hdfs} a temporary file and
 * a rename that does not replace; other stores have no such operation and are refused. {@link #rename} is atomic on
 * {@code hdfs}; on {@code s3a} it is a copy and a delete.
 */
public final class HadoopFileStore implements FileStore, AutoCloseable {
    private final Configuration configuration;

    /** One for each host or bucket; not Hadoop's own cache, which would give them with whatever settings came first. */
    @GuardedBy("this")
    private final Map<String, FileSystem> fileSystems = new HashMap<>();

    public HadoopFileStore(Configuration configuration) {
        this.configuration = requireNonNull(configuration, "configuration");
    }

    /**
     * A store with Hadoop's configuration as it is found, and some options of its own.
     *
     * @param options by Hadoop's names, such as {@code fs.s3a.endpoint}
     */
    public static HadoopFileStore of(Map<String, String> options) {
        Configuration configuration = new Configuration();
        // Both would need a library of their own, analyticsaccelerator-s3.
        configuration.set("fs.s3a.input.stream.type", "classic");
        configuration.set("fs.s3a.audit.enabled", "false");
        options.forEach(configuration::set);
        return new HadoopFileStore(configuration);
    }

    @Override
    public boolean createExclusive(String path, byte[] content) throws IOException {
        Path file = hadoopPath(path);
        try {
            return ExclusiveCreate.create(fileSystem(path, file), file, content);
        } catch (IOException e) {
            throw StoreErrors.translate("create", path, e);
        }
    }

    @Override
    public OutputStream create(String path) throws IOException {
        Path file = hadoopPath(path);
        try {
            FSDataOutputStream out = fileSystem(path, file).create(file, true);
            return new TranslatingOutput(path, new HadoopOutput(out));
        } catch (IOException e) {
            throw StoreErrors.translate("write", path, e);
        }
    }

    @Override
    public InputStream open(String path) throws IOException {
        return openStream(path, "whole-file, sequential").stream;
    }

    @Override
    public RandomAccess openRandom(String path) throws IOException {
        Opened opened = openStream(path, "parquet, random");
        return new HadoopRandomAccess(path, opened.stream, opened.length);
    }

    private record Opened(FSDataInputStream stream, long length) {}

    private Opened openStream(String path, String policy) throws IOException {
        Path file = hadoopPath(path);
        try {
            FileSystem fileSystem = fileSystem(path, file);
            FileStatus status = fileSystem.getFileStatus(file);
            if (status.isDirectory()) {
                throw PeltonException.user("Cannot read " + path + ": expected a file but found a folder [" + path
                        + "]. Name a file, or add /*.parquet to read the files in it.");
            }
            FSDataInputStream stream = FutureIO.awaitFuture(fileSystem
                    .openFile(file)
                    .opt("fs.option.openfile.read.policy", policy)
                    .withFileStatus(status)
                    .build());
            return new Opened(stream, status.getLen());
        } catch (IOException e) {
            throw StoreErrors.translate("read", path, e);
        }
    }

    @Override
    public Optional<Status> status(String path) throws IOException {
        Path file = hadoopPath(path);
        try {
            return Optional.of(status(path, fileSystem(path, file).getFileStatus(file)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (StoreErrors.isParentFile(e)) {
                return Optional.empty();
            }
            throw StoreErrors.translate("read", path, e);
        }
    }

    private static Status status(String path, FileStatus found) {
        long size = found.isDirectory() ? 0 : found.getLen();
        String etag = found instanceof EtagSource ? ((EtagSource) found).getEtag() : null;
        String version = etag == null || etag.isEmpty() ? size + "-" + found.getModificationTime() : etag;
        return new Status(path, size, version, found.isDirectory());
    }

    @Override
    public List<Status> list(String folder) throws IOException {
        List<Status> found = new ArrayList<>();
        visitAll(folder, found::add);
        found.sort(Comparator.comparing(Status::path));
        return found;
    }

    /** HDFS gives a folder's names in order, page by page. */
    @Override
    public void list(String folder, Visitor visitor) throws IOException {
        if (isHdfs(folder)) {
            NameOrder order = new NameOrder(folder, visitor);
            visitAll(folder, order);
            order.end();
        } else {
            FileStore.super.list(folder, visitor);
        }
    }

    /** S3 gives the keys of objects in order, page by page; folders come in another, as their keys end with a slash. */
    @Override
    public void files(String folder, Visitor visitor) throws IOException {
        if (isHdfs(folder) || isOrderedBucket(folder)) {
            NameOrder order = new NameOrder(folder, visitor);
            visitAll(folder, one -> one.folder() || order.visit(one));
            order.end();
        } else {
            FileStore.super.files(folder, visitor);
        }
    }

    private boolean isHdfs(String path) throws IOException {
        return "hdfs".equals(fileSystem(path, hadoopPath(path)).getUri().getScheme());
    }

    /** Directory buckets, whose names end so, list in no order. */
    private static boolean isOrderedBucket(String path) {
        URI uri = hadoopPath(path).toUri();
        return "s3a".equals(uri.getScheme())
                && !String.valueOf(uri.getAuthority()).endsWith("--x-s3");
    }

    /** Visits what lies in a folder in the order in which the store gives it. */
    private void visitAll(String folder, Visitor visitor) throws IOException {
        String prefix = folder.endsWith("/") ? folder : folder + "/";
        Children children = new Children(folder);
        for (FileStatus child = children.next(); child != null; child = children.next()) {
            String name = child.getPath().getName();
            if (!name.startsWith(LocalFileStore.TEMPORARY) && !visitor.visit(status(prefix + name, child))) {
                return;
            }
        }
    }

    /** What lies in a folder, page by page; nothing where there is no folder. */
    private final class Children {
        private final String folder;
        private final Path path;
        private @Nullable RemoteIterator<FileStatus> pages;
        private boolean any;

        Children(String folder) {
            this.folder = folder;
            this.path = hadoopPath(folder);
        }

        @Nullable
        FileStatus next() throws IOException {
            try {
                FileSystem fileSystem = fileSystem(folder, path);
                if (pages == null) {
                    pages = fileSystem.listStatusIterator(path);
                }
                FileStatus child = pages.hasNext() ? pages.next() : null;
                if (child != null && child.isFile() && isSame(fileSystem, path, child)) {
                    return null;
                }
                any = true;
                return child;
            } catch (IOException e) {
                // A folder that goes while it is listed is no empty one.
                if (!any && (e instanceof FileNotFoundException || StoreErrors.isParentFile(e))) {
                    return null;
                }
                throw StoreErrors.translate("list", folder, e);
            }
        }
    }

    private static boolean isSame(FileSystem fileSystem, Path path, FileStatus child) {
        return fileSystem.makeQualified(path).equals(child.getPath());
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = hadoopPath(from);
        try {
            HadoopRename.replace(fileSystem(from, source), source, hadoopPath(to));
        } catch (IOException e) {
            throw StoreErrors.translate("move", from, e);
        }
    }

    @Override
    public void delete(String path) throws IOException {
        Path file = hadoopPath(path);
        try {
            fileSystem(path, file).delete(file, true);
        } catch (FileNotFoundException e) {
            // It is gone, which is what was asked.
        } catch (IOException e) {
            if (!StoreErrors.isParentFile(e)) {
                throw StoreErrors.translate("delete", path, e);
            }
        }
    }

    private FileSystem fileSystem(String path, Path file) throws IOException {
        try {
            URI uri = file.toUri().getScheme() == null ? FileSystem.getDefaultUri(configuration) : file.toUri();
            return fileSystem(uri);
        } catch (UnsupportedFileSystemException e) {
            throw unsupported(path, e);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof ClassNotFoundException) {
                throw unsupported(path, e); // Hadoop knows the scheme, but its connector is not here
            }
            throw PeltonException.user(
                    "Cannot open " + path + ": " + e.getMessage() + ". Check the path's host or bucket.", e);
        }
    }

    private synchronized FileSystem fileSystem(URI uri) throws IOException {
        String key = uri.getScheme() + "://" + uri.getAuthority();
        FileSystem found = fileSystems.get(key);
        if (found == null) {
            found = FileSystem.newInstance(uri, configuration);
            fileSystems.put(key, found);
        }
        return found;
    }

    /** Ends all connections. A process that ends needs no call. */
    @Override
    public synchronized void close() throws IOException {
        for (FileSystem fileSystem : fileSystems.values()) {
            fileSystem.close();
        }
        fileSystems.clear();
    }

    private static PeltonException unsupported(String path, Exception e) {
        String scheme =
                URI.create(path.substring(0, path.indexOf(':') + 1) + "x").getScheme();
        String cure = scheme.startsWith("s3")
                ? "Write s3a://bucket/key."
                : "Write one of those, or put the Hadoop connector for " + scheme + ": on the class path.";
        return PeltonException.user(
                "Cannot open " + path + ": expected a local path, file://, s3a:// or hdfs:// but found the scheme '"
                        + scheme + "'. " + cure,
                e);
    }

    private static Path hadoopPath(String path) {
        try {
            return new Path(path);
        } catch (IllegalArgumentException e) {
            throw PeltonException.user("Cannot open '" + path + "': it is not a path: " + e.getMessage() + ".", e);
        }
    }
}
