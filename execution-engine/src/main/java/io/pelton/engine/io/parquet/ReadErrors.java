// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.dataset.PeltonException;
import io.pelton.dataset.RetryableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** The errors of reading, worded in one place. */
final class ReadErrors {
    private ReadErrors() {}

    /** A file that contradicts itself. */
    static PeltonException damaged(String path, String where, Throwable cause) {
        String what = cause instanceof DamagedFileException && cause.getMessage() != null
                ? cause.getMessage()
                : "a value that does not belong there (" + cause + ")";
        return PeltonException.user(
                "Cannot read " + path + ": expected Parquet data but found " + what
                        + (where.isEmpty() ? "" : " [" + where + "]")
                        + ". The file is damaged: restore it from its source.",
                cause);
    }

    /** A file that never was Parquet, or lacks its end. */
    static PeltonException notParquet(String path, String found) {
        return PeltonException.user("Cannot read " + path + ": expected a Parquet file, which ends in PAR1, but found "
                + found + ". Give Parquet files only; if this is one, it was cut off: restore it from its source.");
    }

    /** A failure of the file system or object store. */
    static PeltonException store(String path, IOException cause) {
        if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
            return PeltonException.user(
                    "Cannot read " + path + ": expected a file but found none. Check the path.", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return PeltonException.user(
                    "Cannot read " + path + ": expected to be allowed but access is denied. Check its permissions.",
                    cause);
        }
        return new RetryableException(
                "Cannot read " + path + ": " + cause.getMessage()
                        + ". If it goes on, check that the store can be reached.",
                cause);
    }
}
