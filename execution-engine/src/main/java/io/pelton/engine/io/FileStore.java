// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * The few operations on a file system or object store that the engine stands on, so that each can be made to fail in
 * tests. Paths are as the user wrote them: local paths or URIs; {@code /} separates.
 *
 * <p><b>Atomicity.</b> {@link #createExclusive} is the one fence that correctness rests on: of several callers with one
 * path exactly one gets true, and no reader ever sees part of the content.
 *
 * <p><b>Threads.</b> Safe for concurrent use.
 */
public interface FileStore {
    /**
     * A file or folder.
     *
     * @param path its full path, in the form in which it was asked for
     * @param sizeBytes its length; 0 for a folder
     * @param version changes whenever the content does: length and modification time, or an etag
     * @param folder whether it is a folder
     */
    record Status(String path, long sizeBytes, String version, boolean folder) {}

    /** Takes what is found, one after the other, while the rest is still being looked for. */
    @FunctionalInterface
    interface Visitor {
        /** Takes what was found and says whether more is wanted. */
        boolean visit(Status found) throws IOException;
    }

    /** A file that can be read from any position. Serves one thread at a time. */
    interface RandomAccess extends AutoCloseable {
        /** The file's length in bytes. */
        long length();

        /**
         * Fills part of an array from a position.
         *
         * @throws java.io.EOFException if the file ends first
         */
        void readFully(long position, byte[] target, int offset, int length) throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * Creates a file that must not exist, with all its content, durably.
     *
     * @return false, and nothing is changed, if the path exists
     */
    boolean createExclusive(String path, byte[] content) throws IOException;

    /**
     * Creates or replaces a file. The content is durable and visible when {@code close} has returned; a stream that is
     * abandoned may leave part of a file locally and nothing in an object store. Parent folders are made.
     */
    OutputStream create(String path) throws IOException;

    /** A file's bytes from its beginning. */
    InputStream open(String path) throws IOException;

    /** A file for reading at any position. */
    RandomAccess openRandom(String path) throws IOException;

    /** What a path is, or empty if there is nothing. */
    Optional<Status> status(String path) throws IOException;

    /** What lies directly in a folder, by name; empty if the folder does not exist. */
    List<Status> list(String folder) throws IOException;

    /** Visits what {@link #list} gives, in that order, as it is found. */
    default void list(String folder, Visitor visitor) throws IOException {
        for (Status one : list(folder)) {
            if (!visitor.visit(one)) {
                return;
            }
        }
    }

    /** Visits the files of {@link #list}, in that order, as they are found. */
    default void files(String folder, Visitor visitor) throws IOException {
        list(folder, one -> one.folder() || visitor.visit(one));
    }

    /**
     * Visits the files that match a glob, or the path itself if it has no wildcard and exists; by name, as they are found.
     */
    default void glob(String pattern, Visitor visitor) throws IOException {
        Globs.expand(this, pattern, visitor);
    }

    /**
     * Moves a file; replaces the target. Atomic where the store can; a crash may else leave both, never neither. Durable
     * once {@link #forceNames} of the target's folder has returned; a crash before that may undo it.
     */
    void rename(String from, String to) throws IOException;

    /** Makes durable that files were moved into a folder. Nothing is to be done where each move is durable by itself. */
    default void forceNames(String folder) throws IOException {}

    /** Deletes a file or an empty or full folder; nothing happens if it does not exist. */
    void delete(String path) throws IOException;
}
