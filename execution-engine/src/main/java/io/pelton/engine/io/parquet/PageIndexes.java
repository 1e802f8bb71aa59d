// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.io.parquet;

import io.pelton.engine.io.parquet.ChunkInput.FileAccess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** Reads what a file says about single pages, where it does. */
final class PageIndexes {
    private static final int MAX_INDEX_BYTES = 64 << 20;

    private final FileAccess file;

    PageIndexes(FileAccess file) {
        this.file = file;
    }

    /** Where the pages of a column lie, or null if the file does not say. */
    @Nullable
    OffsetIndex offsets(Chunk chunk) {
        Chunk.Place place = chunk.offsets();
        if (place == null) {
            return null;
        }
        byte[] bytes = read(place.at(), place.length());
        try {
            return Util.readOffsetIndex(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** What the pages of a column hold, or null if the file does not say. */
    @Nullable
    ColumnIndex bounds(Chunk chunk) {
        Chunk.Place place = chunk.bounds();
        if (place == null) {
            return null;
        }
        byte[] bytes = read(place.at(), place.length());
        try {
            return Util.readColumnIndex(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private byte[] read(long at, int length) {
        if (at < 0 || length <= 0 || length > MAX_INDEX_BYTES || at > file.length() - length) {
            throw new DamagedFileException("a page index of " + length + " bytes at byte " + at);
        }
        byte[] bytes = new byte[length];
        file.readFully(at, bytes, 0, length);
        return bytes;
    }

    private static DamagedFileException unreadable(IOException e) {
        return new DamagedFileException("a page index that cannot be read (" + e.getMessage() + ")", e);
    }
}
