// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io;

import io.pelton.dataset.ErrorKind;
import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RetryableException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what a file system's failure asks for. Looks at classes before text; the text is the system's own words. */
final class StoreErrors {
    private StoreErrors() {}

    /**
     * The exception to throw for a failed operation.
     *
     * @param verb what failed, such as {@code read}
     * @return nothing: always throws; typed so that callers can write {@code throw}
     * @throws IOException the failure itself, if it is the end of a file or an interrupt, which callers treat apart
     */
    static PeltonException translate(String verb, String path, IOException e) throws IOException {
        if (e instanceof EOFException || e instanceof InterruptedIOException || e instanceof ClosedChannelException) {
            throw e;
        }
        String cannot = "Cannot " + verb + " " + path + ": ";
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
            throw PeltonException.user(cannot + "there is no such file [" + path + "]. Check the path.", e);
        }
        if (isDenied(e)) {
            throw PeltonException.user(
                    cannot + "access denied [" + path + "]. Give this user or these credentials the right to " + verb
                            + " it, or choose another path.",
                    e);
        }
        if (isOutOfSpace(e)) {
            throw new PeltonException(
                    ErrorKind.RESOURCE,
                    cannot + "no space left on device [" + path
                            + "]. Free space or write elsewhere, then run again: committed work is kept.",
                    e);
        }
        if (e.getClass().getSimpleName().equals("UnknownStoreException")) {
            throw PeltonException.user(cannot + "there is no such bucket [" + path + "]. Check the path.", e);
        }
        if (isParentFile(e)) {
            throw PeltonException.user(
                    cannot + "expected its parent to be a folder but found a file [" + path
                            + "]. Move that file away or choose another path.",
                    e);
        }
        throw new RetryableException(
                cannot + reason(e) + " [" + path
                        + "]. It may pass on another attempt; if not, check the disk or the connection to the store.",
                e);
    }

    /** Whether a path leads through a file. */
    static boolean isParentFile(IOException e) {
        return e.getClass().getSimpleName().equals("ParentNotDirectoryException") || says(e, "not a directory");
    }

    /** Whether the file system has no such operation at all. */
    static boolean isUnsupported(FileSystemException e) {
        return says(e, "operation not permitted") || says(e, "not supported") || says(e, "not implemented");
    }

    /** Whether an object store refused a conditional put. */
    static boolean isRefusedCondition(IOException e) {
        return e.getClass().getSimpleName().equals("RemoteFileChangedException") || says(e, "conditional request");
    }

    private static boolean isDenied(IOException e) {
        return e instanceof AccessDeniedException
                || e.getClass().getSimpleName().equals("AccessControlException")
                || says(e, "read-only file system")
                || says(e, "operation not permitted");
    }

    private static boolean isOutOfSpace(IOException e) {
        return says(e, "no space left")
                || says(e, "quota exceeded")
                || says(e, "quota of")
                || says(e, "not enough space");
    }

    private static boolean says(Throwable e, String text) {
        for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
            String message = t.getMessage();
            if (message != null && message.toLowerCase(Locale.ROOT).contains(text)) {
                return true;
            }
        }
        return false;
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException ? ((FileSystemException) e).getReason() : e.getMessage();
        return reason == null || reason.isBlank() ? e.getClass().getSimpleName() : firstLine(reason);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
