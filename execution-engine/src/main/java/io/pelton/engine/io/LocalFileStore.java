// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import io.pelton.dataset.PeltonException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Local files, with {@code java.nio} alone. Takes plain paths and {@code file:} URIs, whose path is taken literally:
 * {@code %20} is three characters, as in Hadoop.
 *
 * <p><b>Atomicity.</b> {@link #createExclusive} writes a temporary file beside the target, forces it to disk, and then
 * makes the target's name by {@code link(2)}, which fails if the name exists: the file appears whole or not at all. On
 * file systems without hard links an operating system lock on the folder takes the link's place. A crash may leave the
 * temporary file, which {@link #list} does not show.
 */
public final class LocalFileStore implements FileStore {
    /** Begins the names of temporary files. */
    static final String TEMPORARY = ".pelton-tmp-";

    @Override
    public boolean createExclusive(String path, byte[] content) throws IOException {
        Path target = local(path);
        try {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            makeFolders(target.toAbsolutePath().getParent());
            Path temporary = temporaryBeside(target);
            try {
                writeDurably(temporary, content);
                boolean won = claim(temporary, target);
                LocalFiles.forceName(target);
                return won;
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw StoreErrors.translate("create", path, e);
        }
    }

    private static boolean claim(Path temporary, Path target) throws IOException {
        try {
            Files.createLink(target, temporary);
            return true;
        } catch (FileAlreadyExistsException e) {
            // Over NFS a link may be made and its answer lost; the retry then finds our own file.
            return Files.isSameFile(temporary, target);
        } catch (UnsupportedOperationException e) {
            return LinklessClaim.move(temporary, target);
        } catch (FileSystemException e) {
            if (StoreErrors.isUnsupported(e)) {
                return LinklessClaim.move(temporary, target);
            }
            throw e; // a passing failure: whoever claims by another way now could win beside a link
        }
    }

    /** The content is on disk then; the name need not be, as another will take its place. */
    private static void writeDurably(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    private static Path temporaryBeside(Path target) {
        return target.resolveSibling(TEMPORARY + UUID.randomUUID());
    }

    @Override
    public OutputStream create(String path) throws IOException {
        Path file = local(path);
        try {
            if (Files.isDirectory(file)) {
                throw expectedFile("write", path);
            }
            makeFolders(file.toAbsolutePath().getParent());
            return new TranslatingOutput(
                    path, LocalOutput.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING));
        } catch (IOException e) {
            throw StoreErrors.translate("write", path, e);
        }
    }

    @Override
    public InputStream open(String path) throws IOException {
        return new BufferedInputStream(Channels.newInputStream(channel(path)), LocalFiles.CHUNK);
    }

    @Override
    public RandomAccess openRandom(String path) throws IOException {
        FileChannel channel = channel(path);
        try {
            return new LocalRandomAccess(path, channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw StoreErrors.translate("read", path, e);
        }
    }

    private static FileChannel channel(String path) throws IOException {
        Path file = local(path);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            if (Files.isDirectory(file)) {
                channel.close();
                throw expectedFile("read", path);
            }
            return channel;
        } catch (IOException e) {
            throw StoreErrors.translate("read", path, e);
        }
    }

    @Override
    public Optional<Status> status(String path) throws IOException {
        return status(path, local(path));
    }

    private static Optional<Status> status(String path, Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            boolean folder = attributes.isDirectory();
            long size = folder ? 0 : attributes.size();
            String version = size + "-" + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            return Optional.of(new Status(path, size, version, folder));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (LocalFiles.isBelowFile(file)) {
                return Optional.empty();
            }
            throw StoreErrors.translate("read", path, e);
        }
    }

    @Override
    public List<Status> list(String folder) throws IOException {
        List<Status> found = new ArrayList<>();
        list(folder, found::add);
        return found;
    }

    /** Names are read at once and put in order; what lies behind them is looked at one after the other. */
    @Override
    public void list(String folder, Visitor visitor) throws IOException {
        String prefix = folder.endsWith("/") ? folder : folder + "/";
        Path where = local(folder);
        for (String name : names(folder)) {
            Optional<Status> status = status(prefix + name, where.resolve(name));
            if (status.isPresent() && !visitor.visit(status.get())) {
                return;
            }
        }
    }

    /** The names in a folder, in order: a folder may have so many that their paths would take megabytes. */
    private static List<String> names(String folder) throws IOException {
        Path where = local(folder);
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(where)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                if (!leadsTo(where, name, child)) {
                    throw PeltonException.user(
                            "Cannot list " + folder + ": expected names in this JVM's encoding of file"
                                    + " names but found one that is not, '" + name
                                    + "'. Start it with LC_ALL=C.UTF-8, or rename the file.");
                }
                if (!name.startsWith(TEMPORARY)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw StoreErrors.translate("list", folder, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw StoreErrors.translate("list", folder, e);
        }
        names.sort(null);
        return names;
    }

    private static boolean leadsTo(Path folder, String name, Path child) {
        try {
            return folder.resolve(name).equals(child);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = local(from);
        Path target = local(to);
        try {
            if (Files.isDirectory(target)) {
                throw expectedFile("replace", to);
            }
            makeFolders(target.toAbsolutePath().getParent());
            move(source, target);
        } catch (IOException e) {
            throw StoreErrors.translate("move", from, e);
        }
    }

    @Override
    public void forceNames(String folder) {
        LocalFiles.forceFolder(local(folder));
    }

    private static void move(Path source, Path target) throws IOException {
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Path temporary = temporaryBeside(target); // another device: the copy must not be seen half
            try {
                Files.copy(source, temporary);
                LocalFiles.force(temporary);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            LocalFiles.forceName(target); // before the only other copy goes
            Files.deleteIfExists(source);
        }
    }

    @Override
    public void delete(String path) throws IOException {
        Path file = local(path);
        try {
            deleteTree(file);
        } catch (NoSuchFileException e) {
            // Somebody else deletes it too.
        } catch (IOException e) {
            if (!LocalFiles.isBelowFile(file)) {
                throw StoreErrors.translate("delete", path, e);
            }
        }
    }

    private static void deleteTree(Path file) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            for (Path child : LocalFiles.children(file)) {
                deleteTree(child);
            }
        }
        Files.deleteIfExists(file);
    }

    private static void makeFolders(@Nullable Path folder) throws IOException {
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        makeFolders(parent);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw new FileSystemException(folder.toString(), null, "Not a directory");
            }
        }
        LocalFiles.forceName(folder);
    }

    /** The path that a plain path or {@code file:} URI means. */
    static Path local(String path) {
        String plain = path;
        if (path.startsWith("file:")) {
            plain = path.substring("file:".length());
            if (plain.startsWith("//")) {
                int root = plain.indexOf('/', 2);
                String host = root < 0 ? plain.substring(2) : plain.substring(2, root);
                if (root < 0 || !(host.isEmpty() || host.equals("localhost"))) {
                    throw PeltonException.user("Cannot open " + path + ": expected file:///path but found the host '"
                            + host + "'. Write file:/// and an absolute path.");
                }
                plain = plain.substring(root);
            }
        }
        if (plain.isEmpty()) {
            throw PeltonException.user(
                    "Cannot open '" + path + "': expected a path but found none. Name a file or folder.");
        }
        try {
            return Path.of(plain);
        } catch (InvalidPathException e) {
            throw PeltonException.user("Cannot open " + path + ": it is not a path: " + e.getReason() + ".", e);
        }
    }

    private static PeltonException expectedFile(String verb, String path) {
        return PeltonException.user("Cannot " + verb + " " + path + ": expected a file but found a folder [" + path
                + "]. Name a file, or add /*.parquet to read the files in it.");
    }
}
